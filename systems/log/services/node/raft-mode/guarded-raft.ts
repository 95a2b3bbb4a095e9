/**
 * Raft for a state machine that has its messages on the node's disk, and not in the snapshot: a snapshot says how many
 * there are. So it is of use only to a node that holds them.
 */
import type { Protocol, ProtocolInput, Recovered } from '@temblor/protocols/port/protocol';
import type { RaftOptions } from '@temblor/protocols/raft/options';
import { raft } from '@temblor/protocols/raft/raft';
import type { RaftTypes } from '@temblor/protocols/raft/state';
import type { RaftSnapshot } from '@temblor/protocols/raft/types';
import type { StoreEnd } from '../store/message-store.ts';

/** What Raft must know of the messages on this node's disk. */
export interface HeldMessages {
  /** When the node was started. */
  readonly atStart: StoreEnd;
  /** How many are durable, now. */
  durableCount(): number;
  /** Told that the leader's snapshot stands for more messages than are durable here: they are to be fetched from it. */
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
 * Raft with two rules more. A node that starts with fewer messages than its snapshot stands for has lost some: its log is
 * damaged, and it is repaired from the beginning. And a leader's snapshot is not taken before the messages that it stands for
 * are here: until then its message counts as lost, and the leader sends it again.
 */
export function guardedRaft(options: RaftOptions, held: HeldMessages): Protocol<RaftTypes> {
  const inner = raft(options);
  return {
    name: 'raft over stored messages',
    start(node, recovered, atUs) {
      if (!hasLostMessages(recovered, held.atStart)) return inner.start(node, seen(recovered, held.atStart), atUs);
      const [state, effects] = inner.start(node, { ...recovered, records: [], log: 'damaged' }, atUs);
      // What the log still holds goes: the entries come again from the leader, from the first or its snapshot on.
      return [state, effects.map((effect) => (effect.kind === 'persist' ? { ...effect, rewrite: true } : effect))];
    },
    step(state, input, atUs) {
      if (isTooEarly(input, held)) return [state, []];
      return inner.step(state, input, atUs);
    },
  };
}

function hasLostMessages({ records }: Recovered<RaftTypes>, { count }: StoreEnd): boolean {
  const last = records.findLast((record) => record.kind === 'snapshot');
  return last !== undefined && countIn(last.snapshot) > count;
}

/** Messages without a register mean that the register is gone: no message is stored before a term and a vote were. */
function seen(recovered: Recovered<RaftTypes>, { count }: StoreEnd): Recovered<RaftTypes> {
  if (recovered.register.kind !== 'absent' || count === 0) return recovered;
  return { ...recovered, register: { kind: 'lost' } };
}

function isTooEarly(input: ProtocolInput<RaftTypes>, held: HeldMessages): boolean {
  if (input.kind !== 'message' || input.message.kind !== 'install-snapshot') return false;
  const count = countIn(input.message.snapshot);
  if (count <= held.durableCount()) return false;
  held.lacking(input.from, count);
  return true;
}
