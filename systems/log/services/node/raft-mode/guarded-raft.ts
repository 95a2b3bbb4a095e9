/**
 * Raft for a state machine that has its messages on the node's disk, and not in the snapshot: a snapshot says how many
 * there are. So it is of use only to a node that holds them.
 */
import type { Protocol, ProtocolInput, Recovered } from '@temblor/protocols/port/protocol';
import type { RaftOptions } from '@temblor/protocols/raft/options';
import { raft } from '@temblor/protocols/raft/raft';
import type { RaftTypes } from '@temblor/protocols/raft/state';
import type { RaftSnapshot } from '@temblor/protocols/raft/types';
import type { StoreEnd } from '../store/store-end.ts';

/** What Raft must know of the messages on this node's disk. */
export interface HeldMessages {
  /** When the node was started. */
  readonly atStart: StoreEnd;
  /** How many are durable, now. */
  durableCount(): number;
  /** Told at the start that this node's own snapshot stands for so many messages, and there are fewer. */
  lost(count: number): void;
  /** Told that `count` messages are to be here before the leader's word is taken: they are to be fetched from it. */
  lacking(leader: number, count: number): void;
}

/** What a snapshot says of the messages. */
export function snapshotData(count: number): string {
  return JSON.stringify({ count });
}

function countIn({ data }: RaftSnapshot): number {
  const { count }: { readonly count: number } = JSON.parse(data);
  return count;
}

/**
 * Raft with two rules more. A node that starts with fewer messages than its own snapshot stands for has lost some: it counts
 * as damaged, so that it neither votes nor counts, but its Raft log is intact and stays. It hears no leader before it has
 * fetched the messages, since what that leader commits goes behind them. And a leader's snapshot is not taken before the
 * messages that it stands for are here. Until then such a message counts as lost, and the leader sends it again.
 */
export function guardedRaft(options: RaftOptions, held: HeldMessages): Protocol<RaftTypes> {
  const inner = raft(options);
  let ownCount = 0;
  return {
    name: 'raft over stored messages',
    start(node, recovered, atUs) {
      const known = seen(recovered, held.atStart);
      ownCount = ownSnapshotCount(known);
      if (ownCount <= held.atStart.count) return inner.start(node, known, atUs);
      held.lost(ownCount);
      return inner.start(node, { ...known, log: 'damaged' }, atUs);
    },
    step(state, input, atUs) {
      if (isTooEarly(input, ownCount, held)) return [state, []];
      return inner.step(state, input, atUs);
    },
  };
}

/** How many messages a node's own snapshot stands for; 0 where it has none. */
function ownSnapshotCount({ records }: Recovered<RaftTypes>): number {
  const last = records.findLast((record) => record.kind === 'snapshot');
  return last === undefined ? 0 : countIn(last.snapshot);
}

/** Messages without a register mean that the register is gone: no message is stored before a term and a vote were. */
function seen(recovered: Recovered<RaftTypes>, { count }: StoreEnd): Recovered<RaftTypes> {
  if (recovered.register.kind !== 'absent' || count === 0) return recovered;
  return { ...recovered, register: { kind: 'lost' } };
}

function isTooEarly(input: ProtocolInput<RaftTypes>, ownCount: number, held: HeldMessages): boolean {
  if (input.kind !== 'message') return false;
  const { from, message } = input;
  if (message.kind !== 'append' && message.kind !== 'install-snapshot') return false;
  const count = message.kind === 'append' ? ownCount : Math.max(ownCount, countIn(message.snapshot));
  if (count <= held.durableCount()) return false;
  held.lacking(from, count);
  return true;
}
