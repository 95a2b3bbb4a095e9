/** Folds over facts that can be asked for any moment. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { OrderedFacts } from './ordered-facts.ts';

/** A state that facts change: given the same facts it is the same. States are never changed in place. */
export interface Fold<S> {
  readonly initial: S;
  step(state: S, fact: JournalEvent): S;
}

/** How many facts lie between two states that are kept: what a look back costs at most, in steps. */
const checkpointEvery = 500;

/**
 * Remembers a fold over facts that grow: a step a new fact, and checkpoints for looking back.
 *
 * Facts are folded in order of their time. Where one came late, the states after its place are made again. So the state at
 * a moment is the same however the facts arrived, and `now` is the state at the end of time.
 */
export class FoldedFacts<S> {
  readonly #fold: Fold<S>;
  readonly #facts: OrderedFacts;
  /** How many facts had come late when states were last asked for. */
  #late = 0;
  /** The state after `(index + 1) * checkpointEvery` facts. */
  readonly #checkpoints: S[] = [];
  /** The states asked for last: at the end, and at a cursor that moves on from where it was. */
  #end: Place<S>;
  #cursor: Place<S>;

  constructor(fold: Fold<S>, facts: OrderedFacts) {
    this.#fold = fold;
    this.#facts = facts;
    this.#end = { length: 0, state: fold.initial };
    this.#cursor = this.#end;
  }

  /** The state after all facts up to a moment, that moment included. */
  at(atUs: number): S {
    this.#forgetMoved();
    const length = this.#facts.countUntil(atUs);
    if (length === this.#facts.length) return this.now();
    this.#cursor = this.#advance(this.#nearest(length), length);
    return this.#cursor.state;
  }

  /** The state after every fact there is. */
  now(): S {
    this.#forgetMoved();
    const { length } = this.#facts;
    if (this.#end.length < length) this.#end = this.#advance(this.#end, length);
    return this.#end.state;
  }

  #forgetMoved(): void {
    if (this.#late === this.#facts.late) return;
    this.#forgetAfter(this.#facts.movedSince(this.#late));
    this.#late = this.#facts.late;
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
      const fact = this.#facts.at(index);
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
