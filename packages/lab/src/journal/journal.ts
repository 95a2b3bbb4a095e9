import type { JournalEvent, JournalFact } from './event.ts';
import { EventRing, mergeBySequence } from './event-ring.ts';
import { windowTypes } from './fact-types.ts';

/** Where facts are written: the only way anything becomes measurable. */
export interface JournalWriter {
  /**
   * Appends a fact.
   * @param system the system that it is about, null for the lab itself.
   * @param atUs when it happened, on the monotonic clock.
   */
  append(system: string | null, atUs: number, fact: JournalFact): JournalEvent;
}

/** How many events of each kind stay readable; older ones are only on disk. */
interface JournalCapacity {
  readonly facts: number;
  readonly windows: number;
}

/**
 * Facts of days, and the measurements of the last hour or so of one system at 25 windows a second. A window takes about
 * 560 bytes of memory (measured on a journal of `voting`), so that a full journal takes some 90 MB.
 */
const defaultCapacity: JournalCapacity = { facts: 50_000, windows: 100_000 };

/**
 * The journal of a lab, in memory: an append-only stream whose last events can be read again. Facts and windows of
 * measurements are kept apart, so that measurements never displace what the state of a system follows from. Whoever
 * wants all of it subscribes from the start, as the file on disk does.
 */
export class Journal implements JournalWriter {
  readonly #facts: EventRing;
  readonly #windows: EventRing;
  readonly #listeners = new Set<(event: JournalEvent) => void>();
  #nextSequence = 1;

  constructor(capacity: JournalCapacity = defaultCapacity) {
    this.#facts = new EventRing(capacity.facts);
    this.#windows = new EventRing(capacity.windows);
  }

  /** The sequence of the next event. */
  get nextSequence(): number {
    return this.#nextSequence;
  }

  append(system: string | null, atUs: number, fact: JournalFact): JournalEvent {
    const event: JournalEvent = { sequence: this.#nextSequence, atUs, system, ...fact };
    this.#nextSequence += 1;
    (windowTypes.has(fact.type) ? this.#windows : this.#facts).push(event);
    for (const listener of this.#listeners) listener(event);
    return event;
  }

  /** The events from a sequence on that are still in memory, in order; at most `limit` of them. */
  since(sequence: number, limit = Infinity): JournalEvent[] {
    return this.between(sequence, this.#nextSequence - 1, limit);
  }

  /**
   * The events from one sequence to another, both included, that are still in memory, in order; at most `limit` of them.
   * Where sequences are missing among them, those events are forgotten.
   */
  between(since: number, until: number, limit = Infinity): JournalEvent[] {
    const facts = this.#facts.between(since, until, limit);
    const windows = this.#windows.between(since, until, limit);
    return mergeBySequence(facts, windows).slice(0, limit);
  }

  /** Calls back for every event from now on, in order, synchronously. @returns what ends it. */
  subscribe(listener: (event: JournalEvent) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  /**
   * The first event, from a sequence on, that satisfies a predicate; waits for it when it is not there yet.
   * @returns undefined when `timeoutMs` passed first.
   */
  waitFor(
    predicate: (event: JournalEvent) => boolean,
    options: { fromSequence: number; timeoutMs: number; signal?: AbortSignal },
  ): Promise<JournalEvent | undefined> {
    options.signal?.throwIfAborted();
    const found = this.since(options.fromSequence).find(predicate);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const abort = () => {
        finish();
        reject(options.signal?.reason);
      };
      const subscription = this.subscribe((event) => {
        if (!predicate(event)) return;
        finish();
        resolve(event);
      });
      const timer = setTimeout(() => {
        finish();
        resolve(undefined);
      }, options.timeoutMs);
      const finish = () => {
        clearTimeout(timer);
        subscription[Symbol.dispose]();
        options.signal?.removeEventListener('abort', abort);
      };
      options.signal?.addEventListener('abort', abort, { once: true });
    });
  }
}
