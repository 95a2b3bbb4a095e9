/**
 * Whose turn it is, in proportion to weights: stride scheduling (Waldspurger and Weihl, "Stride Scheduling:
 * Deterministic Proportional-Share Resource Management", MIT 1995). Each replica holds the pass of its next turn; the
 * lowest is next, and then moves on by its stride, 1 / weight.
 *
 * A binary heap instead of the list that nginx's smooth weighted round robin walks: O(log n) a turn. First passes are
 * spread over a stride, so that replicas of small weight do not come one directly after the other (three of weights
 * 5, 1, 1: a a a b a a c).
 *
 * A load can be ranked before the pass: then the queue gives the least loaded, and turns among equals.
 */
import type { Replica } from '../replica.ts';

class Turn {
  readonly replica: Replica;
  /** Where it stands in the heap; -1 while it is not a candidate. */
  index = -1;
  load = 0;
  pass = 0;
  stride = 1;

  constructor(replica: Replica) {
    this.replica = replica;
  }
}

export class TurnQueue {
  readonly #weightOf: (replica: Replica) => number;
  readonly #heap: Turn[] = [];
  readonly #bySlot: (Turn | undefined)[] = [];
  /** The highest pass that had its turn. Who joins starts here: a place in the queue, and no turns saved up. */
  #reached = 0;

  constructor(weightOf: (replica: Replica) => number) {
    this.#weightOf = weightOf;
  }

  /** Replaces the candidates. Who stays or comes back keeps its place, scaled to its new weight. */
  offer(candidates: readonly Replica[], loadOf?: (replica: Replica) => number): void {
    const before = new Set(this.#heap.splice(0));
    for (const [place, replica] of candidates.entries()) {
      const turn = this.#turnOf(replica);
      const stride = 1 / this.#weightOf(replica);
      const scaled = this.#reached + (turn.pass - this.#reached) * (stride / turn.stride);
      turn.pass = before.delete(turn)
        ? scaled
        : Math.max(scaled, this.#reached + ((place + 0.5) / candidates.length) * stride);
      turn.stride = stride;
      turn.load = loadOf?.(replica) ?? 0;
      turn.index = this.#heap.push(turn) - 1;
      this.#rise(turn);
    }
    for (const turn of before) turn.index = -1;
  }

  /** Takes the next turn of one that was not tried. */
  next(tried: readonly Replica[]): Replica | undefined {
    const turn = this.#first(tried);
    if (turn !== undefined) this.#take(turn);
    return turn?.replica;
  }

  /** Whose turn is next, of those that were not tried; it is not taken. */
  peek(tried: readonly Replica[]): Replica | undefined {
    return this.#first(tried)?.replica;
  }

  #first(tried: readonly Replica[]): Turn | undefined {
    return tried.length === 0 ? this.#heap[0] : this.#leastUntried(0, tried);
  }

  #take(turn: Turn): void {
    if (turn.pass > this.#reached) this.#reached = turn.pass;
    turn.pass += turn.stride;
    this.#sink(turn);
  }

  /** Ranks a replica by its load. Who was passed over for its load does not save up turns. */
  rank(replica: Replica, load: number): void {
    const turn = this.#bySlot[replica.slot];
    if (turn === undefined || turn.replica !== replica || turn.index < 0) return;
    turn.load = load;
    if (turn.pass < this.#reached) turn.pass = this.#reached;
    this.#rise(turn);
    this.#sink(turn);
  }

  #turnOf(replica: Replica): Turn {
    const known = this.#bySlot[replica.slot];
    if (known?.replica === replica) return known;
    const turn = new Turn(replica);
    this.#bySlot[replica.slot] = turn;
    return turn;
  }

  /** Looks below an entry only where that was tried: at most two more entries for each one tried. */
  #leastUntried(index: number, tried: readonly Replica[]): Turn | undefined {
    const turn = this.#heap[index];
    if (turn === undefined || !tried.includes(turn.replica)) return turn;
    const left = this.#leastUntried(2 * index + 1, tried);
    const right = this.#leastUntried(2 * index + 2, tried);
    if (left === undefined || right === undefined) return left ?? right;
    return isBefore(right, left) ? right : left;
  }

  #rise(turn: Turn): void {
    const heap = this.#heap;
    let { index } = turn;
    while (index > 0) {
      const parent = heap[(index - 1) >> 1];
      if (parent === undefined || !isBefore(turn, parent)) break;
      const place = parent.index;
      heap[index] = parent;
      parent.index = index;
      index = place;
    }
    heap[index] = turn;
    turn.index = index;
  }

  #sink(turn: Turn): void {
    const heap = this.#heap;
    let { index } = turn;
    for (;;) {
      let child = heap[2 * index + 1];
      if (child === undefined) break;
      const other = heap[2 * index + 2];
      if (other !== undefined && isBefore(other, child)) child = other;
      if (!isBefore(child, turn)) break;
      const place = child.index;
      heap[index] = child;
      child.index = index;
      index = place;
    }
    heap[index] = turn;
    turn.index = index;
  }
}

function isBefore(one: Turn, other: Turn): boolean {
  if (one.load !== other.load) return one.load < other.load;
  if (one.pass !== other.pass) return one.pass < other.pass;
  return one.replica.slot < other.replica.slot;
}
