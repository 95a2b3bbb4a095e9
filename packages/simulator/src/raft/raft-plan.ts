import type { NodeId } from '@temblor/protocols/port/protocol';
import type { RaftOptions } from '@temblor/protocols/raft/options';
import type { MembershipChange } from '@temblor/protocols/raft/types';
import type { SessionOptions } from '@temblor/protocols/sessions/sessions';
import type { KeyValueCommand } from '@temblor/protocols/state-machines/key-value';
import type { ClientSettings } from '../clients/session-client.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { AimedFault } from './aimed-fault.ts';

/** What is asked in a run of Raft: by clients of the key-value map, by the operator of the cluster. */
export type RaftAction = KeyValueCommand | OperatorAction;

/** What whoever runs the cluster asks of it. */
export type OperatorAction =
  | { readonly kind: 'change-membership'; readonly change: MembershipChange }
  /** To whoever is furthest where `to` is absent. */
  | { readonly kind: 'transfer'; readonly to?: NodeId };

/** What one seed of Raft unfolds into: plain data. */
export interface RaftPlan extends Scenario<RaftAction> {
  /** Beside `faults`, which have their times. */
  readonly aims: readonly AimedFault[];
  readonly options: RaftOptions;
  readonly clients: ClientSettings;
  readonly sessions: SessionOptions;
  /** Every node takes a snapshot after every so many entries; 0 for none. */
  readonly compactEvery: number;
  /** The name of a planted bug; absent for none. */
  readonly bug?: string;
}

/** When the last fault has ended for sure; 0 where there is none. From then on nothing goes wrong, and answers arrive. */
export function calmFromUs({ faults, aims }: RaftPlan): number {
  const ends = faults.map(({ atUs, durationUs }) => atUs + durationUs);
  const aimedEnds = aims.map(({ untilUs, delayUs, durationUs }) => untilUs + delayUs + durationUs);
  return Math.max(0, ...ends, ...aimedEnds);
}
