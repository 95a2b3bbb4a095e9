/** How often each rare event of Raft really happened in a run. */
import type { NodeId, ProtocolEffect } from '@temblor/protocols/port/protocol';
import type { RaftState, RaftTypes } from '@temblor/protocols/raft/state';
import type { RaftMessage, RaftOutput } from '@temblor/protocols/raft/types';

/** What is counted; a set of seeds has to have reached all of it. */
export const raftCounters = {
  election: 'a node stood for election',
  'split-vote': 'two nodes stood in one term',
  'leader-elected': 'a node became leader',
  'leader-changed': 'another node became leader than before',
  'leader-without-majority-stepped-down': 'a leader that heard of no majority gave up',
  'pre-vote-refused': 'a node would not have voted for one that asked beforehand',
  'vote-refused': 'a node refused its vote',
  'older-term-committed': 'a leader committed an entry of an older term, by one of its own',
  'log-truncated': 'a node replaced entries that a leader before had left',
  'conflict-hint-used': 'a follower told its leader how far to go back, by more than one entry',
  'snapshot-taken': 'a node put a snapshot in the place of entries',
  'snapshot-installed': 'a node took the state out of a snapshot of its leader',
  'read-by-round': 'a leader answered a read after a round of heartbeats',
  'read-by-lease': 'a leader answered a read by its lease',
  transfer: 'a leader handed over',
  'repair-begun': 'a node with a damaged log began to repair it',
  'repair-finished': 'a node with a damaged log had it repaired',
  'membership-changed': 'a change of the membership was committed',
  'change-refused': 'a change of the membership was refused while another was under way',
  'leader-removed': 'a leader took itself out of the membership',
  'request-repeated': 'a client repeated a command that was done already, and it was not done twice',
  'proposal-overwritten': 'what a client had asked for was replaced in the log by another leader',
  'operation-unknown': 'a client gave up without an answer',
  'session-expired': 'a client found its session forgotten',
} as const;

type RaftCounter = keyof typeof raftCounters;

const counterNames = Object.keys(raftCounters);

/** Counts, step by step. */
export class RaftCoverage {
  readonly #counts = new Map<string, number>(counterNames.map((counter) => [counter, 0]));
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
