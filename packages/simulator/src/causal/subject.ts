import { causalBroadcast } from '@temblor/protocols/causal/broadcast';
import { defaultBroadcastOptions } from '@temblor/protocols/causal/broadcast-types';
import type { Subject } from '../outcome/outcome.ts';
import type { AddressedPlan } from '../plans/addressed-plan.ts';
import { drawAddressedPlan } from '../plans/addressed-plan.ts';
import { simplerPlans } from '../plans/simpler-plans.ts';
import { plantedBugs, withBug } from './planted-bugs.ts';
import { recoveryUs, runPlan } from './run-plan.ts';

interface CausalPlan extends AddressedPlan {
  /** Absent for the protocol as it is. */
  readonly bug?: string;
}

/** The causal broadcast: nothing is delivered before its cause, all becomes stable in one order, and nothing stays away. */
export const causalSubject: Subject<CausalPlan> = {
  name: 'causal',
  plan(seed, options) {
    const plan = drawAddressedPlan(seed, options, { startsWithPartition: false, calmUs: recoveryUs + 1_000_000 });
    return options.bug === undefined ? plan : { ...plan, bug: options.bug };
  },
  run(plan, options) {
    const protocol = causalBroadcast({ ...defaultBroadcastOptions, nodes: plan.nodes });
    return runPlan(plan, plan.bug === undefined ? protocol : withBug(protocol, plan.bug), options);
  },
  simpler: (plan) => simplerPlans(plan),
  expected: ['waited-for-a-cause', 'sent-again', 'stable'],
  plantedBugs,
};
