/**
 * Raft for a state machine that has its messages on the node's disk, and not in the snapshot: a snapshot says how many
 * there are. So it is of use only to a node that holds them.
 */
import type { Protocol, ProtocolInput, Recovered, Stepped } from '@temblor/protocols/port/protocol';
import type { RaftOptions } from '@temblor/protocols/raft/options';
import { raft } from '@temblor/protocols/raft/raft';
import type { RaftState, RaftTypes } from '@temblor/protocols/raft/state';
import type { RaftSnapshot } from '@temblor/protocols/raft/types';

/** What Raft must know of the messages on this node's disk. */
export interface HeldMessages {
  /** When the node was started: how many there were, and whether there had ever been any. */
  readonly atStart: { readonly count: number; readonly hadMessages: boolean };
  /** How many are durable, now. */
  durableCount(): number;
  /** Told at the start that this node's own snapshot stands for so many messages, and there are fewer. */
  lost(count: number): void;
  /**
   * Told, again and again until they are here, that `count` messages are to be fetched: before the leader's word is taken, or
   * before there is a leader.
   */
  lacking(leader: number | undefined, count: number): void;
}

/** What a snapshot says of the messages. */
export function snapshotData(count: number): string {
  return JSON.stringify({ count });
}

function countIn({ data }: RaftSnapshot): number {
  const { count }: { readonly count: number } = JSON.parse(data);
  return count;
}

/** How often a node without its messages asks for them again. */
const askAgainUs = { lowUs: 300_000, highUs: 600_000 };

/**
 * Raft with two rules more. A node that starts with fewer messages than its own snapshot stands for has lost some. It takes
 * no part, as one that is paused, until it holds them again: what is committed is the same in every store, so any node can
 * give them, and no leader is needed, which two such nodes of three could not have. Then it starts with its Raft log, which
 * is intact; where that is damaged too, Raft repairs it by its leader, and the messages are fetched on the way. And a
 * leader's snapshot is not taken before the messages that it stands for are here: until then such a message counts as lost,
 * and the leader sends it again.
 */
export function guardedRaft(options: RaftOptions, held: HeldMessages): Protocol<RaftTypes> {
  const inner = raft(options);
  let ownCount = 0;
  /** Starts the node as it would have started with its messages; undefined when that is over. */
  let startWithMessages: ((atUs: number) => Stepped<RaftTypes>) | undefined;
  return {
    name: 'raft over stored messages',
    start(node, recovered, atUs) {
      const known = seen(recovered, held.atStart);
      ownCount = ownSnapshotCount(known);
      const started = inner.start(node, known, atUs);
      if (ownCount <= held.atStart.count) return started;
      held.lost(ownCount);
      const [state] = started;
      if (state.role.kind !== 'follower') return inner.start(node, { ...known, log: 'damaged' }, atUs);
      startWithMessages = (nowUs) => inner.start(node, known, nowUs);
      held.lacking(undefined, ownCount);
      return withoutMessages({ ...state, role: { kind: 'repairing' } });
    },
    step(state, input, atUs) {
      if (startWithMessages === undefined) {
        return isTooEarly(input, ownCount, held) ? [state, []] : inner.step(state, input, atUs);
      }
      if (held.durableCount() >= ownCount) {
        const [started, effects] = startWithMessages(atUs);
        startWithMessages = undefined;
        return [started, effects];
      }
      if (input.kind !== 'timer') return [state, []];
      held.lacking(undefined, ownCount);
      return [state, [{ kind: 'set-timer', timer: 'election', ...askAgainUs }]];
    },
  };
}

/** It says that it is under repair, and asks again later. */
function withoutMessages(state: RaftState): Stepped<RaftTypes> {
  const { term } = state;
  return [
    state,
    [
      { kind: 'output', output: { kind: 'role', role: 'repairing', term, leader: undefined } },
      { kind: 'set-timer', timer: 'election', ...askAgainUs },
    ],
  ];
}

/** How many messages a node's own snapshot stands for; 0 where it has none. */
function ownSnapshotCount({ records }: Recovered<RaftTypes>): number {
  const last = records.findLast((record) => record.kind === 'snapshot');
  return last === undefined ? 0 : countIn(last.snapshot);
}

/** Messages without a register mean that the register is gone: no message is stored before a term and a vote were. */
function seen(recovered: Recovered<RaftTypes>, { hadMessages }: HeldMessages['atStart']): Recovered<RaftTypes> {
  if (recovered.register.kind !== 'absent' || !hadMessages) return recovered;
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
