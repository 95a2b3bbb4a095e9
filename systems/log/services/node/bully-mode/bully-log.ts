/**
 * The message log on the bully protocol, as the brief has it. NOT SAFE: two leaders at once both take messages, and a message
 * that was acknowledged last is lost with its leader. All messages are held in memory.
 */
import type { BullyEntry } from '@temblor/protocols/bully/entry';
import type { BullyCommand, BullyOutput } from '@temblor/protocols/bully/types';
import { nothingShown, watchShown } from '@temblor/protocols/causal/causality-watch';
import { lamportReceive } from '@temblor/protocols/clocks/lamport-clock';
import { Leadership } from '../leadership.ts';
import type { AppendOutcome, Draft, LogStatistics, MessageLog, Standing } from '../message-log.ts';
import type { BullyStored } from './bully-content.ts';
import { compareMessages, encodeContent, messageOfEntry } from './bully-content.ts';

export interface BullyLogParts {
  readonly nodeId: number;
  readonly command: (command: BullyCommand) => void;
  /** Told of each leader that this node comes to follow or to be, with how many those were. */
  readonly leaderElected: (leader: number, count: number) => void;
  /** The first request number: above every one of an earlier life. */
  readonly firstRequest: number;
  /** What is wrong with the log, in a sentence. */
  readonly trouble: (text: string) => void;
}

type RoleOutput = Extract<BullyOutput, { readonly kind: 'role' }>;

/** How long an append waits for its copies. */
const patienceMs = 5_000;
const pageSize = 256;
/** So many of the last violations are named. */
const mostViolations = 100;

const standingRoles: Record<RoleOutput['role'], Standing['role']> = {
  electing: 'candidate',
  waiting: 'candidate',
  follower: 'follower',
  leader: 'leader',
};

export class BullyLog implements MessageLog, Disposable {
  readonly #parts: BullyLogParts;
  /** In order. Replaced where a message comes in before others, so that whoever reads it goes on in what it had. */
  #messages: BullyStored[] = [];
  readonly #byKey = new Map<string, BullyStored>();
  readonly #keyedInFlight = new Map<string, { readonly content: string; readonly outcome: Promise<AppendOutcome> }>();
  readonly #leadership = new Leadership();
  readonly #waiting = new Map<number, (outcome: AppendOutcome) => void>();
  readonly #counts = { messagesSent: 0, messagesReceived: 0, leaderElections: 0 };
  #watch = nothingShown;
  #violations: readonly number[] = [];
  #position: Pick<RoleOutput, 'role' | 'leader'> = { role: 'electing', leader: undefined };
  #lastLeader: number | undefined;
  #lamportTime = 0;
  #nextRequest: number;

  constructor(parts: BullyLogParts) {
    this.#parts = parts;
    this.#nextRequest = parts.firstRequest;
  }

  standing(): Standing {
    const { role, leader } = this.#position;
    const { nodeId } = this.#parts;
    return { nodeId, mode: 'bully', role: standingRoles[role], leader, term: this.#counts.leaderElections };
  }

  get leadership(): AbortSignal {
    return this.#leadership.signal;
  }

  append(draft: Draft): Promise<AppendOutcome> {
    const { role, leader } = this.#position;
    if (role !== 'leader') return Promise.resolve({ kind: 'not-leader', leader });
    const { idempotencyKey: key, content } = draft;
    if (key === undefined) return this.#propose(draft);
    const stored = this.#byKey.get(key);
    if (stored !== undefined) return Promise.resolve(repetition(stored, content));
    const known = this.#keyedInFlight.get(key);
    if (known !== undefined) return known.outcome.then((outcome) => repeated(outcome, known.content === content));
    const outcome = this.#propose(draft).finally(() => this.#keyedInFlight.delete(key));
    this.#keyedInFlight.set(key, { content, outcome });
    return outcome;
  }

  async *read(range: { readonly afterId: number; readonly limit: number }): AsyncGenerator<readonly BullyStored[]> {
    const messages = this.#messages;
    const { length } = messages;
    let left = range.limit;
    for (let at = 0; at < length && left > 0; at += pageSize) {
      const page = messages.slice(at, Math.min(at + pageSize, length)).filter(({ id }) => id > range.afterId);
      if (page.length > 0) yield page.slice(0, left);
      left -= page.length;
    }
  }

  get count(): number {
    return this.#messages.length;
  }

  get lamportTime(): number {
    return this.#lamportTime;
  }

  hearTime(lamportTime: number): void {
    this.#lamportTime = lamportReceive(this.#lamportTime, lamportTime);
  }

  statistics(): LogStatistics {
    const latestViolations = this.#violations;
    return { ...this.#counts, causalityViolations: this.#watch.violations, latestViolations };
  }

  /** What the protocol tells, in its order. */
  take(output: BullyOutput): void {
    switch (output.kind) {
      case 'role':
        this.#takeRole(output);
        break;
      case 'stored':
        for (const entry of output.entries) this.#count(this.store(entry));
        break;
      case 'accepted':
        this.#settle(output.request, acceptance(output.entry));
        break;
      case 'refused':
        this.#settle(output.request, { kind: 'not-leader', leader: this.#position.leader });
        break;
      default:
        output satisfies never;
    }
  }

  /** Takes an entry that is durable here, of this life or of one before. @returns its message; undefined where it holds none. */
  store(entry: BullyEntry): BullyStored | undefined {
    const isOwn = entry.from === this.#parts.nodeId;
    this.#lamportTime = isOwn ? Math.max(this.#lamportTime, entry.time) : lamportReceive(this.#lamportTime, entry.time);
    const message = messageOfEntry(entry);
    if (message === undefined) {
      this.#parts.trouble(`entry ${entry.clock[entry.from]} of node ${entry.from} holds no message, and is not shown`);
      return undefined;
    }
    const [watch, missing] = watchShown(this.#watch, entry);
    this.#watch = watch;
    if (missing.length > 0) this.#violations = [...this.#violations, message.id].slice(-mostViolations);
    if (message.idempotencyKey !== undefined) this.#byKey.set(message.idempotencyKey, message);
    const last = this.#messages.at(-1);
    if (last === undefined || compareMessages(last, message) <= 0) this.#messages.push(message);
    else this.#messages = [...this.#messages, message].sort(compareMessages);
    return message;
  }

  [Symbol.dispose](): void {
    for (const request of this.#waiting.keys()) this.#settle(request, { kind: 'unknown', reason: 'the node ended' });
  }

  #propose(draft: Draft): Promise<AppendOutcome> {
    const request = this.#nextRequest;
    this.#nextRequest += 1;
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => this.#settle(request, { kind: 'unknown', reason: 'it took too long' }),
        patienceMs,
      );
      this.#waiting.set(request, (outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      });
      this.#parts.command({ kind: 'propose', request, content: encodeContent(draft) });
    });
  }

  #settle(request: number, outcome: AppendOutcome): void {
    const settle = this.#waiting.get(request);
    this.#waiting.delete(request);
    settle?.(outcome);
  }

  #count(message: BullyStored | undefined): void {
    if (message === undefined) return;
    this.#counts[message.nodeId === this.#parts.nodeId ? 'messagesSent' : 'messagesReceived'] += 1;
  }

  #takeRole({ role, leader }: RoleOutput): void {
    this.#position = { role, leader };
    this.#leadership.is(leader, 0);
    if (leader === undefined || leader === this.#lastLeader) return;
    this.#lastLeader = leader;
    this.#counts.leaderElections += 1;
    this.#parts.leaderElected(leader, this.#counts.leaderElections);
  }
}

function acceptance(entry: BullyEntry): AppendOutcome {
  const message = messageOfEntry(entry);
  if (message === undefined) return { kind: 'unknown', reason: 'what was appended holds no message' };
  const { id, lamportTimestamp } = message;
  return { kind: 'appended', message: { id, lamportTimestamp }, repeated: false };
}

function repetition({ id, lamportTimestamp, content }: BullyStored, wanted: string): AppendOutcome {
  if (content !== wanted) return { kind: 'key-reused', id };
  return { kind: 'appended', message: { id, lamportTimestamp }, repeated: true };
}

/** What the second of two with the same key is told when the first is settled. */
function repeated(first: AppendOutcome, isSame: boolean): AppendOutcome {
  if (first.kind !== 'appended') return first;
  return isSame ? { ...first, repeated: true } : { kind: 'key-reused', id: first.message.id };
}
