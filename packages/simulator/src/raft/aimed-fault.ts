/**
 * Faults that wait for an event. The moments at which a protocol is vulnerable are few milliseconds long: between a vote
 * and the next candidate, between an election and the first entry that a majority has. Faults at moments drawn from a minute
 * nearly never meet them, so some wait for them: the node that voted crashes, the one that was elected is cut off.
 */
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { RaftState } from '@temblor/protocols/raft/state';
import type { FaultKind, PlannedFault } from '../faults/planned-fault.ts';

export interface AimedFault {
  readonly id: number;
  /** It waits from then on, for the event to happen to any node. */
  readonly fromUs: number;
  /** It does not begin after that. */
  readonly untilUs: number;
  readonly event: 'voted' | 'stood' | 'elected';
  /** From the event to the fault. */
  readonly delayUs: number;
  readonly durationUs: number;
  readonly kind: 'crash' | 'pause' | 'partition' | 'one-way-partition';
}

/** What just happened to a node that a fault may wait for. */
export function eventOf(before: RaftState | undefined, after: RaftState): AimedFault['event'] | undefined {
  if (before === undefined) return undefined;
  if (after.role.kind === 'leader') return before.role.kind === 'leader' ? undefined : 'elected';
  if (after.votedFor === null || (after.votedFor === before.votedFor && after.term === before.term)) return undefined;
  return after.votedFor === after.node ? 'stood' : 'voted';
}

/** The fault, on the node that it waited for. */
export function aimedAt(aim: AimedFault, node: NodeId, nodes: readonly NodeId[], atUs: number): PlannedFault {
  return { id: aim.id, atUs, durationUs: aim.durationUs, ...faultOn(aim.kind, node, nodes) };
}

function faultOn(kind: AimedFault['kind'], node: NodeId, nodes: readonly NodeId[]): FaultKind {
  const others = nodes.filter((other) => other !== node);
  switch (kind) {
    case 'crash':
      return { kind, node, unsynced: 'lost' };
    case 'pause':
      return { kind, node };
    case 'partition':
      return { kind, groups: [others, [node]] };
    case 'one-way-partition':
      return { kind, from: [node], to: others };
    default:
      return kind satisfies never;
  }
}
