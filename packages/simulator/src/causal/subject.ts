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
  rules: {
    'causal-order': 'no node shows a message before one that its sender had seen',
    'total-order': 'the messages whose place is known are in one order at all nodes',
    delivery: 'some seconds after the last fault every node has every message',
  },
  counters: {
    delivered: 'a node showed a message',
    stable: 'a node learned the place of a message in the total order',
    'waited-for-a-cause': 'a message was kept back until the one before it came',
    'sent-again': 'a node sent messages again to one that lacked them',
  },
  expected: ['waited-for-a-cause', 'sent-again', 'stable'],
  plantedBugs,
};
