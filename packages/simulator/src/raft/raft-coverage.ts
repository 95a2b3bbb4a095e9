/** How often each rare event of Raft really happened in a run. */
import type { NodeId, ProtocolEffect } from '@temblor/protocols/port/protocol';
import type { RaftState, RaftTypes } from '@temblor/protocols/raft/state';
import type { RaftMessage, RaftOutput } from '@temblor/protocols/raft/types';

/** What a set of seeds has to have reached. */
export const raftCounters = [
  ...(['election', 'split-vote', 'leader-elected', 'leader-changed', 'leader-without-majority-stepped-down'] as const),
  ...(['pre-vote-refused', 'vote-refused', 'older-term-committed', 'log-truncated', 'conflict-hint-used'] as const),
  ...(['snapshot-taken', 'snapshot-installed', 'read-by-round', 'read-by-lease', 'transfer'] as const),
  ...(['repair-begun', 'repair-finished', 'membership-changed', 'change-refused', 'leader-removed'] as const),
  ...(['request-repeated', 'proposal-overwritten', 'operation-unknown', 'session-expired'] as const),
] as const;

type RaftCounter = (typeof raftCounters)[number];

/** Counts, step by step. */
export class RaftCoverage {
  readonly #counts = new Map<RaftCounter, number>(raftCounters.map((counter) => [counter, 0]));
  /** By term: who stood for it, and whether a second has. */
  readonly #candidates = new Map<number, NodeId>();
  readonly #split = new Set<number>();
  #leader: NodeId | undefined;

  /** Every counter, by name. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  add(counter: RaftCounter): void {
    this.#counts.set(counter, (this.#counts.get(counter) ?? 0) + 1);
  }

  /** @param isRead whether the step took the request for a read. */
  stepped(
    before: RaftState | undefined,
    after: RaftState,
    effects: readonly ProtocolEffect<RaftTypes>[],
    isRead: boolean,
  ): void {
    if (before === undefined) {
      if (after.role.kind === 'repairing') this.add('repair-begun');
      return;
    }
    if (before.role !== after.role) this.#roleChanged(before, after);
    if (after.log.snapshotIndex > before.log.snapshotIndex) this.add('snapshot-taken');
    const firstCommitted = before.commitIndex + 1;
    if (after.commitIndex >= firstCommitted && after.role.kind === 'leader') {
      const term = before.log.termAt(firstCommitted);
      if (term !== undefined && term < after.term) this.add('older-term-committed');
    }
    for (const effect of effects) {
      if (effect.kind === 'send') this.#sent(effect.message);
      else if (effect.kind === 'output') this.#told(effect.output, after, isRead);
      else if (effect.kind === 'persist' && !effect.rewrite && cuts(effect.append[0], before))
        this.add('log-truncated');
    }
  }

  #roleChanged(before: RaftState, after: RaftState): void {
    const from = before.role.kind;
    const to = after.role.kind;
    if (to === 'candidate' && after.term !== before.term) this.#stood(after);
    if (from === 'repairing' && to !== 'repairing') this.add('repair-finished');
    if (to === 'leader' && from !== 'leader') {
      this.add('leader-elected');
      if (this.#leader !== undefined && this.#leader !== after.node) this.add('leader-changed');
      this.#leader = after.node;
    }
    if (from !== 'leader' || to === 'leader' || after.term !== before.term) return;
    const isMember = after.membership.voters.includes(after.node);
    this.add(isMember ? 'leader-without-majority-stepped-down' : 'leader-removed');
  }

  #stood({ node, term }: RaftState): void {
    this.add('election');
    const other = this.#candidates.get(term);
    if (other === undefined) this.#candidates.set(term, node);
    else if (other !== node && !this.#split.has(term)) {
      this.#split.add(term);
      this.add('split-vote');
    }
  }

  #sent(message: RaftMessage): void {
    if (message.kind === 'pre-vote-reply' && !message.granted) this.add('pre-vote-refused');
    else if (message.kind === 'vote-reply' && !message.granted) this.add('vote-refused');
    else if (message.kind === 'append-reply' && message.outcome.kind === 'conflict') {
      const { previousIndex, hintIndex } = message.outcome;
      if (hintIndex < previousIndex - 1) this.add('conflict-hint-used');
    }
  }

  #told(output: RaftOutput, after: RaftState, isRead: boolean): void {
    if (output.kind === 'restore') this.add('snapshot-installed');
    else if (output.kind === 'read-ready') this.add(isRead ? 'read-by-lease' : 'read-by-round');
    else if (output.kind === 'transferred') this.add('transfer');
    else if (output.kind === 'refused' && output.reason === 'change-in-progress') this.add('change-refused');
    else if (output.kind === 'committed' && after.role.kind === 'leader') {
      if (output.entries.some(({ kind }) => kind === 'membership')) this.add('membership-changed');
    }
  }
}

/** Whether entries take the place of others. */
function cuts(record: RaftTypes['record'] | undefined, before: RaftState): boolean {
  if (record?.kind !== 'entries') return false;
  const [first] = record.entries;
  return first !== undefined && first.index <= before.log.lastIndex;
}
