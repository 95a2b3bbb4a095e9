import type { JournalEvent } from './event.ts';

/** The last events of one kind, in the order of their sequences; the oldest are given up first. */
export class EventRing {
  readonly #capacity: number;
  readonly #events: JournalEvent[] = [];

  /** @param capacity how many are kept at least; a quarter more at most, so that room is made seldom. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(event: JournalEvent): void {
    this.#events.push(event);
    if (this.#events.length > this.#capacity * 1.25) this.#events.splice(0, this.#events.length - this.#capacity);
  }

  /** The events from one sequence to another, both included, and of these the first `limit`. */
  between(since: number, until: number, limit: number): JournalEvent[] {
    const start = this.#placeOf(since);
    return this.#events.slice(start, Math.min(this.#placeOf(until + 1), start + limit));
  }

  /** The place of the first event whose sequence is not below the given one. */
  #placeOf(sequence: number): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle]?.sequence ?? Infinity) < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Puts two lists in one, by sequence. */
export function mergeBySequence(left: readonly JournalEvent[], right: readonly JournalEvent[]): JournalEvent[] {
  const merged: JournalEvent[] = [];
  let place = 0;
  for (const event of left) {
    for (let next = right[place]; next !== undefined && next.sequence < event.sequence; next = right[place]) {
      merged.push(next);
      place += 1;
    }
    merged.push(event);
  }
  for (const event of right.slice(place)) merged.push(event);
  return merged;
}
