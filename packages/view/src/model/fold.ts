/** Folds over facts that can be asked for any moment. */
import type { JournalEvent } from '@temblor/lab/journal/event';

/** A state that facts change: given the same facts it is the same. States are never changed in place. */
export interface Fold<S> {
  readonly initial: S;
  step(state: S, fact: JournalEvent): S;
}

/** How many facts lie between two states that are kept: what a look back costs at most, in steps. */
const checkpointEvery = 500;

/**
 * Remembers a fold over a growing array of facts: a step a new fact, and checkpoints for looking back.
 *
 * Facts are folded in order of their time, those of one moment in order of arrival. What a process tells of itself can
 * arrive a little late; it is then put in its place, and the states after that place are made again. So the state at a
 * moment is the same however the facts arrived, and `now` is the state at the end of time.
 */
export class FoldedFacts<S> {
  readonly #fold: Fold<S>;
  readonly #arrived: readonly JournalEvent[];
  /** The facts in order of time. */
  readonly #ordered: JournalEvent[] = [];
  /** The state after `(index + 1) * checkpointEvery` facts. */
  readonly #checkpoints: S[] = [];
  /** The states asked for last: at the end, and at a cursor that moves on from where it was. */
  #end: Place<S>;
  #cursor: Place<S>;

  /** @param facts in order of arrival; it may grow, and its earlier part does not change. */
  constructor(fold: Fold<S>, facts: readonly JournalEvent[]) {
    this.#fold = fold;
    this.#arrived = facts;
    this.#end = { length: 0, state: fold.initial };
    this.#cursor = this.#end;
  }

  /** The state after all facts up to a moment, that moment included. */
  at(atUs: number): S {
    this.#takeArrived();
    const length = countUntil(this.#ordered, atUs);
    if (length === this.#ordered.length) return this.now();
    this.#cursor = this.#advance(this.#nearest(length), length);
    return this.#cursor.state;
  }

  /** The state after every fact there is. */
  now(): S {
    this.#takeArrived();
    const { length } = this.#ordered;
    if (this.#end.length < length) this.#end = this.#advance(this.#end, length);
    return this.#end.state;
  }

  #takeArrived(): void {
    let firstMoved = Number.POSITIVE_INFINITY;
    for (let index = this.#ordered.length; index < this.#arrived.length; index += 1) {
      const fact = this.#arrived[index];
      if (fact === undefined) break;
      const last = this.#ordered.at(-1);
      if (last === undefined || last.atUs <= fact.atUs) {
        this.#ordered.push(fact);
        continue;
      }
      const place = countUntil(this.#ordered, fact.atUs);
      this.#ordered.splice(place, 0, fact);
      firstMoved = Math.min(firstMoved, place);
    }
    if (firstMoved < this.#ordered.length) this.#forgetAfter(firstMoved);
  }

  /** Forgets the states that a fact, put in at a place, has made untrue. */
  #forgetAfter(length: number): void {
    this.#checkpoints.length = Math.min(this.#checkpoints.length, Math.floor(length / checkpointEvery));
    if (this.#cursor.length > length) this.#cursor = this.#checkpointBefore(length);
    if (this.#end.length > length) this.#end = this.#nearest(length);
  }

  /** The longest of the states that are kept, for at most so many facts. */
  #nearest(length: number): Place<S> {
    const kept = [this.#checkpointBefore(length), this.#cursor, this.#end].filter((place) => place.length <= length);
    return kept.reduce((best, place) => (place.length > best.length ? place : best), this.#checkpointBefore(length));
  }

  #checkpointBefore(length: number): Place<S> {
    const count = Math.min(this.#checkpoints.length, Math.floor(length / checkpointEvery));
    const state = this.#checkpoints[count - 1];
    return state === undefined ? { length: 0, state: this.#fold.initial } : { length: count * checkpointEvery, state };
  }

  #advance(from: Place<S>, length: number): Place<S> {
    let { state } = from;
    for (let index = from.length; index < length; index += 1) {
      const fact = this.#ordered[index];
      if (fact === undefined) break;
      state = this.#fold.step(state, fact);
      if (index + 1 === (this.#checkpoints.length + 1) * checkpointEvery) this.#checkpoints.push(state);
    }
    return { length, state };
  }
}

/** A state, and how many facts led to it. */
interface Place<S> {
  readonly length: number;
  readonly state: S;
}

/** How many of the facts, in order of time, lie at or before a moment. */
function countUntil(facts: readonly JournalEvent[], atUs: number): number {
  let low = 0;
  let high = facts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const fact = facts[middle];
    if (fact !== undefined && fact.atUs <= atUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
