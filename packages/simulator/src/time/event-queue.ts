/**
 * Virtual time: what is to happen, in the order of its moments. Things of one moment happen in the order in which they were
 * asked for, so a run has one order only. A binary heap (Williams 1964, "Algorithm 232: Heapsort").
 */
export class EventQueue {
  #nowUs = 0;
  #asked = 0;
  readonly #heap: ScheduledEvent[] = [];

  /** The moment of the event that was taken last, in microseconds of virtual time. */
  get nowUs(): number {
    return this.#nowUs;
  }

  /** A moment that has passed counts as now. */
  schedule(atUs: number, action: () => void): void {
    const event = { atUs: atUs < this.#nowUs ? this.#nowUs : atUs, order: this.#asked, action };
    this.#asked += 1;
    this.#rise(this.#heap.length, event);
  }

  /** Takes the next event and moves time there. @returns undefined where nothing is left until then, that moment included. */
  next(untilUs: number): (() => void) | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.atUs > untilUs) return undefined;
    const last = heap.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    this.#nowUs = first.atUs;
    return first.action;
  }

  #rise(from: number, event: ScheduledEvent): void {
    const heap = this.#heap;
    let hole = from;
    while (hole > 0) {
      const above = (hole - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(event, parent)) break;
      heap[hole] = parent;
      hole = above;
    }
    heap[hole] = event;
  }

  /** Puts an event where the first was, and lets the smaller of two children rise until it fits. */
  #sink(event: ScheduledEvent): void {
    const heap = this.#heap;
    let hole = 0;
    for (;;) {
      let below = 2 * hole + 1;
      let child = heap[below];
      if (child === undefined) break;
      const sibling = heap[below + 1];
      if (sibling !== undefined && isBefore(sibling, child)) {
        child = sibling;
        below += 1;
      }
      if (!isBefore(child, event)) break;
      heap[hole] = child;
      hole = below;
    }
    heap[hole] = event;
  }
}

interface ScheduledEvent {
  readonly atUs: number;
  readonly order: number;
  readonly action: () => void;
}

function isBefore(one: ScheduledEvent, other: ScheduledEvent): boolean {
  return one.atUs < other.atUs || (one.atUs === other.atUs && one.order < other.order);
}
