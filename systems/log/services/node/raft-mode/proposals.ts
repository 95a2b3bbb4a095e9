/**
 * Messages on their way into the log of a leader. Those that come together are one entry: the fewer entries, the less each
 * message costs, since every entry costs each node a sync and some changes of threads. So a message waits until there are
 * as many as were on their way when the last entry was proposed: clients that were answered come again at about the same
 * time, and share the next entry. It waits for about as long as an entry takes, and not at all where nothing has been on its way
 * for a while. (Group commit with a delay, Gray and Reuter 1993, "Transaction processing", §9.4.7; that the delay follows
 * what is under way is as in Nagle's algorithm for TCP, RFC 896.)
 *
 * An entry is decided by what is committed at its index: it was appended where that is the entry itself, and certainly was
 * not where it is another leader's (figure 3 of the Raft paper, leader completeness). A node that led, was deposed and leads
 * again may have two undecided entries of one index, of different terms.
 */
import type { RaftEntry } from '@temblor/protocols/raft/types';
import type { AppendOutcome, Draft } from '../message-log.ts';
import type { Placed } from './log-machine.ts';

export interface ProposalOptions {
  /** Puts a batch to Raft, under a number of its own. */
  readonly propose: (request: number, batch: readonly Draft[]) => void;
  /** How long an outcome is waited for, from the moment at which a message came. */
  readonly patienceMs: number;
}

/** What became of a message, as far as Raft decides it. */
export type Decision =
  | { readonly kind: 'placed'; readonly placed: Placed }
  | Extract<AppendOutcome, { readonly kind: 'not-leader' | 'unknown' | 'busy' }>;

interface Waiting {
  readonly draft: Draft;
  readonly decide: (decision: Decision) => void;
  /** By `performance.now`. */
  readonly cameAtMs: number;
}

interface Batch {
  readonly request: number;
  readonly waiting: readonly Waiting[];
  readonly length: number;
  /** By `performance.now`. */
  readonly proposedAtMs: number;
  readonly patience: NodeJS.Timeout;
  /** Undefined until Raft has told where it stands. */
  entry: { readonly index: number; readonly term: number } | undefined;
}

/** An entry is closed at so many characters; a longer message is one alone. */
const batchLength = 256 * 1024;
/** No message is held back for longer, however long entries take. Timers count in milliseconds, and may take one more. */
const longestHeldMs = 5;
/** Beyond so many undecided entries, messages wait to share the next one. */
const maximumUndecided = 16;
/** Beyond so many characters, waiting or undecided, the node is busy. */
const busyLength = 64 * 1024 * 1024;
/** What a message counts beside its content. */
const overheadLength = 64;

const awayWhileDecided: Decision = { kind: 'unknown', reason: 'this node was away while it was decided' };

export class Proposals implements Disposable {
  readonly #options: ProposalOptions;
  #waiting: Waiting[] = [];
  #turn: NodeJS.Immediate | undefined;
  #nextRequest = 1;
  /** Of all that waits or is undecided. */
  #length = 0;
  #waitingLength = 0;
  /** By request, in the order of proposing. */
  readonly #undecided = new Map<number, Batch>();
  #undecidedMessages = 0;
  /** How many messages were on their way, waiting or undecided, when the last entry was proposed. */
  #lastOnTheirWay = 0;
  /** The last entry of this node that was committed: how long that took, and when it was, by `performance.now`. */
  #lastCommitted = { tookMs: longestHeldMs, atMs: 0 };
  #held: NodeJS.Timeout | undefined;

  constructor(options: ProposalOptions) {
    this.#options = options;
  }

  /** Resolves when it is decided, or cannot be known any more. */
  add(draft: Draft): Promise<Decision> {
    if (this.#length > busyLength) return Promise.resolve({ kind: 'busy' });
    this.#length += lengthOf(draft);
    this.#waitingLength += lengthOf(draft);
    return new Promise((decide) => {
      this.#waiting.push({ draft, decide, cameAtMs: performance.now() });
      this.#proposeSoon();
    });
  }

  /** In this turn of the event loop, when what has come in it is read. */
  #proposeSoon(): void {
    this.#turn ??= setImmediate(() => this.#propose());
  }

  #propose(): void {
    this.#turn = undefined;
    this.#dismissLate();
    clearTimeout(this.#held);
    while (this.#waiting.length > 0 && this.#undecided.size < maximumUndecided) {
      const heldMs = this.#heldMs();
      if (heldMs > 0) {
        this.#held = setTimeout(() => this.#proposeSoon(), heldMs);
        return;
      }
      this.#proposeNext();
    }
  }

  #proposeNext(): void {
    const waiting = this.#takeBatch();
    const request = this.#nextRequest;
    this.#nextRequest += 1;
    const length = waiting.reduce((sum, { draft }) => sum + lengthOf(draft), 0);
    const patience = setTimeout(() => {
      this.#decide(request, { kind: 'unknown', reason: 'a majority did not confirm it in time' });
    }, this.#patienceLeftMs(waiting));
    const proposedAtMs = performance.now();
    this.#undecided.set(request, { request, waiting, length, proposedAtMs, patience, entry: undefined });
    this.#waitingLength -= length;
    this.#undecidedMessages += waiting.length;
    this.#lastOnTheirWay = this.#waiting.length + this.#undecidedMessages;
    this.#options.propose(
      request,
      waiting.map(({ draft }) => draft),
    );
  }

  /** How long what waits is still held back; zero: it is worth an entry of its own, or was held long enough. */
  #heldMs(): number {
    const [first] = this.#waiting;
    const isEnough = this.#waiting.length >= this.#lastOnTheirWay || this.#waitingLength >= batchLength;
    if (first === undefined || isEnough) return 0;
    const { tookMs, atMs } = this.#lastCommitted;
    const nobodyIsExpected = this.#undecided.size === 0 && first.cameAtMs > atMs + longestHeldMs;
    if (nobodyIsExpected) return 0;
    return Math.max(0, Math.ceil(first.cameAtMs + Math.min(tookMs, longestHeldMs) - performance.now()));
  }

  /** What is left of the patience of the first of them. */
  #patienceLeftMs([first]: readonly Waiting[]): number {
    const { patienceMs } = this.#options;
    return first === undefined ? patienceMs : Math.max(0, first.cameAtMs + patienceMs - performance.now());
  }

  /**
   * What no entry had room for in time was certainly not appended. An entry's time is over before that of any message which
   * waits behind it, so it is enough to look when there is room again.
   */
  #dismissLate(): void {
    const inTime = this.#waiting.findIndex((message) => this.#patienceLeftMs([message]) > 0);
    this.#dismiss(inTime === -1 ? this.#waiting.length : inTime, { kind: 'busy' });
  }

  /** Decides the first of those that wait. */
  #dismiss(count: number, decision: Decision): void {
    for (const { draft, decide } of this.#waiting.splice(0, count)) {
      this.#length -= lengthOf(draft);
      this.#waitingLength -= lengthOf(draft);
      decide(decision);
    }
  }

  #takeBatch(): readonly Waiting[] {
    let length = 0;
    const end = this.#waiting.findIndex(({ draft }, place) => {
      length += lengthOf(draft);
      return length > batchLength && place > 0;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  /** Raft has put a batch into its log. */
  appended(request: number, index: number, term: number): void {
    const batch = this.#undecided.get(request);
    if (batch !== undefined) batch.entry = { index, term };
  }

  /** Raft did not take a batch: nothing was appended. */
  refused(request: number, leader: number | undefined): void {
    this.#decide(request, { kind: 'not-leader', leader });
  }

  /** An entry is committed and was applied. @param placed what became of its messages, where that is known. */
  committed(entry: RaftEntry, placed: readonly Placed[], leader: number | undefined): void {
    for (const { request, entry: own, proposedAtMs } of this.#upTo(entry.index)) {
      if (own.index < entry.index) this.#decide(request, awayWhileDecided);
      else if (own.term !== entry.term) this.#decide(request, { kind: 'not-leader', leader });
      else {
        const atMs = performance.now();
        this.#lastCommitted = { tookMs: atMs - proposedAtMs, atMs };
        this.#decide(request, placed);
      }
    }
  }

  /** A snapshot took the place of entries up to an index: which ones they were is not told. */
  restored(index: number): void {
    for (const { request } of this.#upTo(index)) this.#decide(request, awayWhileDecided);
  }

  /** This node does not lead: what was not proposed yet will not be. */
  withdraw(leader: number | undefined): void {
    this.#dismiss(this.#waiting.length, { kind: 'not-leader', leader });
  }

  /** Undecided batches that stand in the log at an index or before. */
  #upTo(index: number) {
    return [...this.#undecided.values()].flatMap(({ request, entry, proposedAtMs }) =>
      entry !== undefined && entry.index <= index ? [{ request, entry, proposedAtMs }] : [],
    );
  }

  #decide(request: number, decision: Decision | readonly Placed[]): void {
    const batch = this.#undecided.get(request);
    if (batch === undefined) return;
    this.#undecided.delete(request);
    this.#undecidedMessages -= batch.waiting.length;
    clearTimeout(batch.patience);
    this.#length -= batch.length;
    for (const [place, { decide }] of batch.waiting.entries()) decide(decisionAt(decision, place));
    if (this.#waiting.length > 0) this.#proposeSoon();
  }

  /** What is undecided stays so. */
  [Symbol.dispose](): void {
    if (this.#turn !== undefined) clearImmediate(this.#turn);
    clearTimeout(this.#held);
    this.withdraw(undefined);
    for (const request of [...this.#undecided.keys()]) {
      this.#decide(request, { kind: 'unknown', reason: 'this node has ended' });
    }
  }
}

function decisionAt(decision: Decision | readonly Placed[], place: number): Decision {
  if ('kind' in decision) return decision;
  const placed = decision[place];
  if (placed === undefined) return awayWhileDecided;
  return { kind: 'placed', placed };
}

function lengthOf({ content, idempotencyKey = '' }: Draft): number {
  return content.length + idempotencyKey.length + overheadLength;
}
