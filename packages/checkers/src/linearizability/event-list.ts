/**
 * The invocations and completions that are left, in the order of time: the doubly linked list of Wing and Gong's
 * algorithm ("Testing and Verifying Concurrent Objects", 1993) as Lowe has it ("Testing for Linearizability", 2017),
 * from which an operation is taken out and into which it is put back in constant time.
 */

/** The interval of an operation; the list knows operations by their index in the order of invocation. */
interface Interval {
  readonly invokedUs: number;
  readonly completedUs: number;
}

/** A mutable list of events; 0 is its end, and events count from 1. */
export class EventList {
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  /** The operation of an event, or its complement (`~`) where the event is its completion. */
  readonly #operation: Int32Array;
  readonly #invocation: Int32Array;
  readonly #completion: Int32Array;

  /** @param intervals sorted by invocation. */
  constructor(intervals: readonly Interval[]) {
    const count = intervals.length;
    this.#next = new Int32Array(2 * count + 1);
    this.#previous = new Int32Array(2 * count + 1);
    this.#operation = new Int32Array(2 * count + 1);
    this.#invocation = new Int32Array(count);
    this.#completion = new Int32Array(count);
    const completedUs = (index: number): number => intervals[index]?.completedUs ?? 0;
    const byCompletion = intervals.map((_, index) => index);
    // Some never complete, and Infinity - Infinity is no number.
    byCompletion.sort((left, right) => completedUs(left) - completedUs(right) || 0);
    let event = 1;
    let invoked = 0;
    const invokeUntil = (us: number): void => {
      for (; invoked < count && (intervals[invoked]?.invokedUs ?? 0) <= us; invoked += 1, event += 1) {
        this.#operation[event] = invoked;
        this.#invocation[invoked] = event;
      }
    };
    for (const completed of byCompletion) {
      invokeUntil(completedUs(completed));
      this.#operation[event] = ~completed;
      this.#completion[completed] = event;
      event += 1;
    }
    for (let at = 0; at <= 2 * count; at += 1) {
      this.#next[at] = at === 2 * count ? 0 : at + 1;
      this.#previous[at] = at === 0 ? 2 * count : at - 1;
    }
  }

  /** The event after this one; after 0 comes the first, and after the last comes 0. */
  after(event: number): number {
    return this.#next[event] ?? 0;
  }

  /** The operation that is invoked at an event, or a negative number where the event is a completion. */
  invokedAt(event: number): number {
    return this.#operation[event] ?? -1;
  }

  /** The operation that completes at an event of which `invokedAt` is negative. */
  completedAt(event: number): number {
    return ~(this.#operation[event] ?? -1);
  }

  /** The event at which an operation is invoked. */
  invocationOf(operation: number): number {
    return this.#invocation[operation] ?? 0;
  }

  /** Takes an operation out. */
  lift(operation: number): void {
    this.#unlink(this.#invocation[operation] ?? 0);
    this.#unlink(this.#completion[operation] ?? 0);
  }

  /** Puts back the operation that was taken out last. */
  unlift(operation: number): void {
    this.#relink(this.#completion[operation] ?? 0);
    this.#relink(this.#invocation[operation] ?? 0);
  }

  #unlink(event: number): void {
    const previous = this.#previous[event] ?? 0;
    const next = this.#next[event] ?? 0;
    this.#next[previous] = next;
    this.#previous[next] = previous;
  }

  #relink(event: number): void {
    this.#next[this.#previous[event] ?? 0] = event;
    this.#previous[this.#next[event] ?? 0] = event;
  }
}
