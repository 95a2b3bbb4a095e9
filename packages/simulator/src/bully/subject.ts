import type { Subject } from '../outcome/outcome.ts';
import type { AddressedPlan } from '../plans/addressed-plan.ts';
import { drawAddressedPlan } from '../plans/addressed-plan.ts';
import { simplerPlans } from '../plans/simpler-plans.ts';
import { runPlan } from './run-plan.ts';

/**
 * The bully algorithm as it is, judged by what it does not promise: that no two leaders take messages at once. It needs
 * no planted bug to fail.
 */
export const bullySubject: Subject<AddressedPlan> = {
  name: 'bully',
  /** The partition comes first: the algorithm cannot bear one, and it explains best. */
  plan: (seed, options) => drawAddressedPlan(seed, options, { startsWithPartition: true, calmUs: 0 }),
  run: runPlan,
  simpler: simplerPlans,
  rules: { 'one-leader': 'no two leaders take messages of clients at a time' },
  counters: {
    election: 'a node held an election',
    'leader-elected': 'a node became leader',
    'taken-beside-another-leader': 'a leader took a message while another led too',
  },
  expected: ['leader-elected'],
  plantedBugs: [],
};
