import type { JournalEvent, JournalFact } from './event.ts';

/** Where facts are written: the only way anything becomes measurable. */
export interface JournalWriter {
  /**
   * Appends a fact.
   * @param system the system that it is about, null for the lab itself.
   * @param atUs when it happened, on the monotonic clock.
   */
  append(system: string | null, atUs: number, fact: JournalFact): JournalEvent;
}

/**
 * The journal of a lab, in memory: an append-only stream whose last `capacity` events can be read again. Whoever wants
 * all of it subscribes from the start, as the file on disk does.
 */
export class Journal implements JournalWriter {
  readonly #capacity: number;
  readonly #events: JournalEvent[] = [];
  readonly #listeners = new Set<(event: JournalEvent) => void>();
  #nextSequence = 1;

  /** @param capacity how many events stay readable; older ones are only on disk. */
  constructor(capacity = 200_000) {
    this.#capacity = capacity;
  }

  /** The sequence of the next event. */
  get nextSequence(): number {
    return this.#nextSequence;
  }

  append(system: string | null, atUs: number, fact: JournalFact): JournalEvent {
    const event: JournalEvent = { sequence: this.#nextSequence, atUs, system, ...fact };
    this.#nextSequence += 1;
    this.#events.push(event);
    if (this.#events.length > this.#capacity * 1.25) this.#events.splice(0, this.#events.length - this.#capacity);
    for (const listener of this.#listeners) listener(event);
    return event;
  }

  /** The events from a sequence on that are still in memory, in order. */
  since(sequence: number): JournalEvent[] {
    const first = this.#events[0]?.sequence ?? this.#nextSequence;
    return this.#events.slice(Math.max(0, sequence - first));
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
