/** The message log on Raft: the safe mode. */
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import { lamportReceive } from '@temblor/protocols/clocks/lamport-clock';
import type { RaftCommand, RaftEntry, RaftOutput, RaftRoleName } from '@temblor/protocols/raft/types';
import { Leadership } from '../leadership.ts';
import type { AppendOutcome, Draft, LogStatistics, MessageLog, Standing } from '../message-log.ts';
import type { StoredMessage } from '../store/message-block.ts';
import type { Compaction } from './compaction.ts';
import { KeyedAppends, repetitionOf } from './keyed-appends.ts';
import type { LogMachine } from './log-machine.ts';
import { encodeBatch } from './message-batch.ts';
import type { Decision } from './proposals.ts';
import { Proposals } from './proposals.ts';

export interface RaftMessageLogParts {
  readonly nodeId: number;
  readonly machine: LogMachine;
  readonly compaction: Compaction;
  /** Asks something of this node's Raft. */
  readonly command: (command: RaftCommand) => void;
  /** Told of each leader that this node comes to know of, once a term. */
  readonly leaderElected: (leader: number, term: number) => void;
}

type RoleOutput = Extract<RaftOutput, { readonly kind: 'role' }>;

/** How long a message waits for a majority before its outcome is given up as unknown. */
const patienceMs = 5_000;

/** So many of the last violations are named. */
const mostViolations = 100;

export class RaftMessageLog implements MessageLog, Disposable {
  readonly #parts: RaftMessageLogParts;
  readonly #proposals: Proposals;
  readonly #keyed: KeyedAppends;
  readonly #statistics = { messagesSent: 0, messagesReceived: 0, causalityViolations: 0, leaderElections: 0 };
  readonly #leadership = new Leadership();
  #violations: readonly number[] = [];
  #position: Omit<RoleOutput, 'kind'> = { role: 'follower', term: 0, leader: undefined };
  #lamportTime: number;
  #shownLamport: number;
  #electedTerm = 0;
  #trouble: string | undefined;

  constructor(parts: RaftMessageLogParts) {
    this.#parts = parts;
    this.#lamportTime = parts.machine.store.end.lamportTimestamp;
    this.#shownLamport = this.#lamportTime;
    this.#proposals = new Proposals({ patienceMs, propose: (request, batch) => this.#propose(request, batch) });
    this.#keyed = new KeyedAppends({
      idOfKey: (key) => parts.machine.idOfKey(key),
      repeated: (id, draft) => this.#repeat(id, draft),
      append: (draft) => this.#append(draft),
    });
  }

  standing(): Standing {
    const { role, leader, term } = this.#position;
    const trouble = this.#trouble ?? troubles[role];
    return {
      nodeId: this.#parts.nodeId,
      mode: 'raft',
      role: standingRoles[role],
      leader,
      term,
      ...(trouble === undefined ? {} : { trouble }),
    };
  }

  get leadership(): AbortSignal {
    return this.#leadership.signal;
  }

  append(draft: Draft): Promise<AppendOutcome> {
    const { role, leader } = this.#position;
    if (role !== 'leader') return Promise.resolve({ kind: 'not-leader', leader });
    return draft.idempotencyKey === undefined ? this.#append(draft) : this.#keyed.append(draft, draft.idempotencyKey);
  }

  read(range: { readonly afterId: number; readonly limit: number }): AsyncIterable<readonly StoredMessage[]> {
    return this.#parts.machine.store.read(range);
  }

  get count(): number {
    return this.#parts.machine.store.count;
  }

  get lamportTime(): number {
    return this.#lamportTime;
  }

  hearTime(lamportTime: number): void {
    this.#lamportTime = lamportReceive(this.#lamportTime, lamportTime);
  }

  statistics(): LogStatistics {
    return { ...this.#statistics, latestViolations: this.#violations };
  }

  /** What Raft tells, in its order. @throws `disk-full`, `disk-failed`: the node is to end. */
  take(output: RaftOutput): void {
    switch (output.kind) {
      case 'role':
        this.#takeRole(output);
        break;
      case 'committed':
        for (const entry of output.entries) this.#apply(entry);
        break;
      case 'restore':
        this.#proposals.restored(output.snapshot.index);
        break;
      case 'appended':
        this.#proposals.appended(output.request, output.index, output.term);
        break;
      case 'refused':
        this.#proposals.refused(output.request, output.leader);
        break;
      case 'read-ready':
      case 'transferred':
        break;
      default:
        output satisfies never;
    }
  }

  /** A block of another node's store. @throws `store-gap`, `disk-full`, `disk-failed`. */
  takeBlock(block: Buffer): void {
    this.#added(this.#parts.machine.takeBlock(block));
  }

  #append(draft: Draft): Promise<AppendOutcome> {
    return this.#proposals.add(draft).then((decision) => this.#outcomeOf(decision, draft));
  }

  #outcomeOf(decision: Decision, draft: Draft): AppendOutcome | Promise<AppendOutcome> {
    if (decision.kind !== 'placed') return decision;
    const { placed } = decision;
    if (placed.isRepeated) return this.#repeat(placed.id, draft);
    // It depends on everything up to the time of the node that took it, and that stands before it.
    if (placed.lamportTimestamp <= draft.lamportTime) this.#violated(placed.id);
    return { kind: 'appended', message: { id: placed.id, lamportTimestamp: placed.lamportTimestamp }, repeated: false };
  }

  async #repeat(id: number, draft: Draft): Promise<AppendOutcome> {
    try {
      for await (const [message] of this.read({ afterId: id - 1, limit: 1 })) {
        if (message !== undefined) return repetitionOf(message, message.content, draft);
      }
    } catch (error) {
      return { kind: 'unknown', reason: `its key stands for message ${id}, which cannot be read: ${messageOf(error)}` };
    }
    return { kind: 'unknown', reason: `its key stands for message ${id}, which is not there` };
  }

  #propose(request: number, batch: readonly Draft[]): void {
    const data = encodeBatch(
      batch.map((draft) => {
        // Examined where it came in; a fraction in the log would stay in every clock for good.
        const heard = Number.isSafeInteger(draft.lamportTime) ? draft.lamportTime : 0;
        this.#lamportTime = lamportReceive(this.#lamportTime, heard);
        return { ...draft, lamportTimestamp: this.#lamportTime };
      }),
    );
    this.#parts.command({ kind: 'propose', proposals: [{ request, data }] });
  }

  #takeRole({ role, term, leader }: RoleOutput): void {
    this.#position = { role, term, leader };
    this.#leadership.is(leader, term);
    if (role !== 'leader') this.#proposals.withdraw(leader);
    if (leader === undefined || term <= this.#electedTerm) return;
    this.#electedTerm = term;
    this.#statistics.leaderElections += 1;
    this.#parts.leaderElected(leader, term);
  }

  #apply(entry: RaftEntry): void {
    const { placed, added } = this.#parts.machine.apply(entry);
    this.#added(added);
    this.#proposals.committed(entry, placed, this.#position.leader);
    this.#parts.compaction.applied(entry);
  }

  #added(messages: readonly StoredMessage[]): void {
    for (const { id, nodeId, lamportTimestamp } of messages) {
      if (nodeId === this.#parts.nodeId) this.#statistics.messagesSent += 1;
      else this.#statistics.messagesReceived += 1;
      if (lamportTimestamp <= this.#shownLamport) this.#violated(id);
      this.#shownLamport = lamportTimestamp;
    }
    if (this.#shownLamport > this.#lamportTime)
      this.#lamportTime = lamportReceive(this.#lamportTime, this.#shownLamport);
  }

  /** A message was shown in front of one that it depends on. */
  #violated(id: number): void {
    this.#statistics.causalityViolations += 1;
    this.#violations = [...this.#violations, id].slice(-mostViolations);
  }

  /** This node takes part no more. @param reason why, where it was not closed. */
  end(reason: string | undefined): void {
    this.#position = { ...this.#position, role: 'unusable', leader: undefined };
    this.#trouble = reason ?? 'it was closed';
    this.#proposals[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.end(undefined);
  }
}

const standingRoles: Record<RaftRoleName, Standing['role']> = {
  follower: 'follower',
  'pre-candidate': 'candidate',
  candidate: 'candidate',
  leader: 'leader',
  repairing: 'repairing',
  unusable: 'stopped',
};

const troubles: Partial<Record<RaftRoleName, string>> = {
  repairing:
    'its log or its messages were damaged: it does not vote, and does not count, until it holds again what the others hold',
  unusable:
    'it does not know any more for whom it voted, so it takes part in nothing: delete its data folder only where the other nodes are well',
};
