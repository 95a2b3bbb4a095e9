/** What is due when: the earliest of many is known at once, and each can leave at any time. */

/** Something that is due at a time. It stands in one heap at most. */
export interface DueEntry {
  /** Milliseconds on the clock of the policies. */
  readonly dueMs: number;
  /** The heap's: where it stands; -1 outside. */
  heapIndex: number;
}

/**
 * A binary heap by due time (Williams, "Algorithm 232: Heapsort", 1964) whose entries know where they stand, so that a
 * call that ends leaves in O(log n) and nothing of it stays until its time. Calls of one duration arrive in the order
 * of their due times and are put last without a comparison more than one.
 */
export class DueHeap<E extends DueEntry> {
  readonly #entries: E[] = [];

  /** How many are in it. */
  get size(): number {
    return this.#entries.length;
  }

  /** The one that is due first, or one of them; undefined where there is none. */
  get first(): E | undefined {
    return this.#entries[0];
  }

  /** Puts one in. */
  add(entry: E): void {
    this.#rise(entry, this.#entries.push(entry) - 1);
  }

  /** Takes one out; one that is not in it stays out. */
  remove(entry: E): void {
    const index = entry.heapIndex;
    if (index === -1) return;
    entry.heapIndex = -1;
    const last = this.#entries.pop();
    if (last === undefined || last === entry) return;
    if (last.dueMs < entry.dueMs) this.#rise(last, index);
    else this.#sink(last, index);
  }

  /** Takes out the one that is due first if its time has come; undefined otherwise. */
  takeDue(nowMs: number): E | undefined {
    const [first] = this.#entries;
    if (first === undefined || first.dueMs > nowMs) return undefined;
    this.remove(first);
    return first;
  }

  /** Puts an entry into a free place, or above it: every parent is due no later than its children. */
  #rise(entry: E, free: number): void {
    let index = free;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = this.#entries[above];
      if (parent === undefined || parent.dueMs <= entry.dueMs) break;
      this.#put(parent, index);
      index = above;
    }
    this.#put(entry, index);
  }

  #sink(entry: E, free: number): void {
    let index = free;
    for (;;) {
      const left = this.#entries[2 * index + 1];
      if (left === undefined) break;
      const right = this.#entries[2 * index + 2];
      const child = right !== undefined && right.dueMs < left.dueMs ? right : left;
      if (child.dueMs >= entry.dueMs) break;
      const below = child.heapIndex;
      this.#put(child, index);
      index = below;
    }
    this.#put(entry, index);
  }

  #put(entry: E, index: number): void {
    this.#entries[index] = entry;
    entry.heapIndex = index;
  }
}
