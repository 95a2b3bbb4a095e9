/**
 * Sends what an outbox holds until it was taken (protocols/outbox). Messages arrive at least once: one whose delivery could
 * not be recorded is sent again, under the same key.
 *
 * While the receiver takes nothing it is sent one message at a time, with growing pauses, whatever waits: many that were
 * refused are not to come back together, and the first that is taken opens the way for all.
 */
import type { Random } from '@temblor/foundation/randomness/random';
import type { DeliveryBackoff } from '@temblor/protocols/outbox/outbox';
import { settleDelivery, takeForDelivery } from '@temblor/protocols/outbox/outbox';
import type { OutboxRow, OutboxTables } from '@temblor/protocols/outbox/outbox-rows';
import { firstUnmeantMs } from '@temblor/protocols/transactions/due-moment';
import type { RowFilter, RowStore } from '@temblor/protocols/transactions/transaction';
import type { Time } from '@temblor/resilience/policy/surroundings';
import { callInTime } from '../waiting/call-in-time.ts';
import { RepeatedWork } from '../waiting/repeated-work.ts';

export type OutboxMessage = Pick<OutboxRow, 'message_key' | 'topic' | 'payload'>;

export interface OutboxSenderOptions<T extends OutboxTables> {
  readonly store: RowStore<T>;
  /** Ms since 1970, for what is on disk. */
  readonly wallClock: () => number;
  /** For timers. */
  readonly time: Time;
  readonly random: Random;
  /** Hands a message over, and resolves to whether it was taken. What it throws is that it was not. */
  readonly deliver: (message: OutboxMessage, timeoutMs: number, signal: AbortSignal) => Promise<boolean>;
  /** How long one delivery may take, in ms. Default: 2000. */
  readonly timeoutMs?: number;
  /** The most that are sent at a time; one, while the receiver takes none. Default: 16. */
  readonly concurrency?: number;
  /** Told what went wrong and is being tried again. Must not throw. */
  readonly onTrouble: (error: unknown) => void;
}

/** When it is closed nothing is sent any more; what is left is sent in the next life. */
export interface OutboxSender extends AsyncDisposable {
  /** Messages that wait to be taken, as far as this sender knows; it looks every second, and counts to 1000. */
  readonly undelivered: number;
  /**
   * Sends a message that the caller has in hand, as whoever has just enqueued it has until its `next_attempt_at_ms`. Where
   * it is not taken, it is sent again later.
   *
   * @returns whether it was taken; never rejects.
   */
  deliverNow(message: OutboxMessage, timeoutMs: number): Promise<boolean>;
  /** Messages may be due. */
  wake(): void;
}

/** Between tries of one message, and between tries of anything while nothing is taken. */
const backoff: DeliveryBackoff = { firstMs: 100, longestMs: 5000 };

/** How often it looks while nothing is known to be due, and how soon again at the earliest, in ms. */
const idleLookMs = 1000;
const soonestLookMs = 20;

/** The longest that any sender or writer lets a message wait or has it in hand, in ms; the default time-out is far below it. */
const leastLongestWaitMs = 10_000;

/** How long a message is in hand beyond its time-out, and how long a delivery may go on after it, in ms. */
const inHandBeyondMs = 2000;
const overtimeMs = 250;

/** To how many it counts. */
const mostCounted = 1000;

/** Opens a sender, which begins at once with what is due. */
export function openOutboxSender<T extends OutboxTables>(options: OutboxSenderOptions<T>): OutboxSender {
  return new Sender(options);
}

/** The rows of messages in a store that has other tables too. */
interface OutboxLists {
  list(table: 'outbox', filter: RowFilter<OutboxRow>): Promise<readonly OutboxRow[]>;
}

class Sender<T extends OutboxTables> implements OutboxSender {
  readonly #options: OutboxSenderOptions<T>;
  readonly #lists: OutboxLists;
  readonly #timeoutMs: number;
  readonly #concurrency: number;
  readonly #closing = new AbortController();
  readonly #looking: RepeatedWork;
  /** Being sent or settled by this sender. */
  readonly #inHand = new Set<string>();
  /** What goes on beside the looking; none of it rejects. */
  readonly #settling = new Set<Promise<void>>();
  /** Deliveries that failed one after another. */
  #failures = 0;
  /** The key up to which it has looked for what is due; it goes round, so that what comes first holds nothing up for ever. */
  #lookedTo = '';
  /** What was found, when it last counted, to wait for longer than any message does: the clock was set back. */
  #unmeant: readonly string[] = [];
  #undelivered = 0;

  constructor(options: OutboxSenderOptions<T>) {
    this.#options = options;
    this.#lists = options.store;
    this.#timeoutMs = options.timeoutMs ?? 2000;
    this.#concurrency = options.concurrency ?? 16;
    const { time, onTrouble } = options;
    this.#looking = new RepeatedWork({ time, work: () => this.#look(), afterFailureMs: idleLookMs, onTrouble });
  }

  get undelivered(): number {
    return this.#undelivered;
  }

  async deliverNow(message: OutboxMessage, timeoutMs: number): Promise<boolean> {
    const { message_key: key } = message;
    if (this.#closing.signal.aborted || this.#inHand.has(key)) return false;
    this.#inHand.add(key);
    const taken = await this.#send(message, timeoutMs);
    const settling = this.#settle(key, 1, taken);
    this.#settling.add(settling);
    void settling.then(() => this.#settling.delete(settling));
    if (taken && this.#failures > 0) {
      this.#failures = 0;
      this.#looking.wake();
    }
    return taken;
  }

  get #longestWaitMs(): number {
    return Math.max(leastLongestWaitMs, backoff.longestMs, this.#timeoutMs + inHandBeyondMs);
  }

  wake(): void {
    // While nothing is taken the pauses are the receiver's rest.
    if (this.#failures === 0) this.#looking.wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#looking[Symbol.asyncDispose]();
    await Promise.all(this.#settling);
  }

  /** Sends what is due. @returns how long to wait until the next look. */
  async #look(): Promise<number> {
    for (let wentWell = true; wentWell && !this.#closing.signal.aborted; ) {
      const due = await this.#due();
      const attempts = await Promise.all(due.map((key) => this.#takeAndSend(key)));
      wentWell = attempts.includes('taken');
      if (wentWell) this.#failures = 0;
      else if (attempts.includes('failed')) this.#failures += 1;
    }
    const nextMs = await this.#count();
    if (this.#failures === 0) return nextMs;
    const pauseMs = Math.min(backoff.longestMs, backoff.firstMs * 2 ** (this.#failures - 1));
    return Math.max(nextMs, this.#options.random.next() * pauseMs);
  }

  /** What is to be sent now; while nothing is taken any one that is due: the first may be what no receiver ever takes. */
  async #due(): Promise<readonly string[]> {
    const { wallClock, random } = this.#options;
    const atMost = { next_attempt_at_ms: wallClock() };
    const limit = this.#concurrency + this.#inHand.size;
    const behind = await this.#lists.list('outbox', { atMost, after: this.#lookedTo, limit });
    const isRound = behind.length === 0 && this.#lookedTo !== '';
    const rows = isRound ? await this.#lists.list('outbox', { atMost, limit }) : behind;
    const found = rows.map(({ message_key }) => message_key);
    const free = (found.length === 0 ? this.#unmeant : found).filter((key) => !this.#inHand.has(key));
    if (found.length === 0) this.#unmeant = [];
    const keys = free.slice(0, this.#concurrency);
    this.#lookedTo = keys.at(-1) ?? rows.at(-1)?.message_key ?? '';
    return this.#failures > 0 && keys.length > 0 ? [random.pick(keys)] : keys;
  }

  /** Counts what waits. @returns when the next of it is due, as far as was looked. */
  async #count(): Promise<number> {
    const atMost = { next_attempt_at_ms: Number.MAX_SAFE_INTEGER };
    const rows = await this.#lists.list('outbox', { atMost, limit: mostCounted });
    this.#undelivered = rows.length;
    const nowMs = this.#options.wallClock();
    const unmeantMs = firstUnmeantMs(nowMs, this.#longestWaitMs);
    this.#unmeant = rows.flatMap((row) => ((row.next_attempt_at_ms ?? 0) >= unmeantMs ? [row.message_key] : []));
    if (this.#unmeant.length > 0) return soonestLookMs;
    const soonest = Math.min(...rows.map(({ next_attempt_at_ms }) => next_attempt_at_ms ?? Number.POSITIVE_INFINITY));
    return Math.min(idleLookMs, Math.max(soonestLookMs, soonest - nowMs));
  }

  /** Never rejects. */
  async #takeAndSend(key: string): Promise<'taken' | 'failed' | 'not-sent'> {
    const { store, wallClock, onTrouble } = this.#options;
    this.#inHand.add(key);
    try {
      const nowMs = wallClock();
      const inHandUntilMs = nowMs + this.#timeoutMs + inHandBeyondMs;
      const taken = await store.transact(takeForDelivery(key, nowMs, inHandUntilMs, this.#longestWaitMs));
      if (taken.kind !== 'taken' || this.#closing.signal.aborted) return 'not-sent';
      const isTaken = await this.#send(taken.message, this.#timeoutMs);
      await this.#settle(key, taken.message.attempts, isTaken);
      return isTaken ? 'taken' : 'failed';
    } catch (error) {
      onTrouble(error);
      return 'not-sent';
    } finally {
      this.#inHand.delete(key);
    }
  }

  /** Never rejects. */
  async #send({ message_key, topic, payload }: OutboxMessage, timeoutMs: number): Promise<boolean> {
    const { time, deliver, onTrouble } = this.#options;
    const sent = (signal: AbortSignal) => deliver({ message_key, topic, payload }, timeoutMs, signal);
    try {
      return (await callInTime(time, timeoutMs + overtimeMs, this.#closing.signal, sent)) ?? false;
    } catch (error) {
      onTrouble(error);
      return false;
    }
  }

  /** Records what became of an attempt; where that fails, the message is sent again when it is in hand no more. Never rejects. */
  async #settle(key: string, attempt: number, taken: boolean): Promise<void> {
    const { store, wallClock, random, onTrouble } = this.#options;
    const nowMs = wallClock();
    try {
      // What was given up because this sender closes may have been taken: the next life begins with it.
      if (!taken && this.#closing.signal.aborted) return;
      const sent = taken
        ? { kind: 'taken' as const, attempt, nowMs }
        : { kind: 'failed' as const, attempt, nowMs, drawn: random.next() };
      await store.transact(settleDelivery(key, sent, backoff));
    } catch (error) {
      onTrouble(error);
    } finally {
      this.#inHand.delete(key);
    }
  }
}
