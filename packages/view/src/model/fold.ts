/** Folds over facts that can be asked for any moment. */
import type { JournalEvent } from '@temblor/lab/journal/event';

/** A state that facts change: given the same facts it is the same. States are never changed in place. */
export interface Fold<S> {
  readonly initial: S;
  step(state: S, fact: JournalEvent): S;
}

/** Remembers a fold over a growing array of facts: a step a new fact, and checkpoints for looking back. */
export class FoldedFacts<S> {
  readonly #fold: Fold<S>;
  readonly #facts: readonly JournalEvent[];

  /** @param facts in order of time; it may grow, and its earlier part does not change. */
  constructor(fold: Fold<S>, facts: readonly JournalEvent[]) {
    this.#fold = fold;
    this.#facts = facts;
  }

  /** The state after all facts up to a moment, that moment included. */
  at(atUs: number): S {
    throw new Error(`not built: ${atUs} ${this.#facts.length} ${typeof this.#fold.initial}`);
  }

  /** The state after every fact there is. */
  now(): S {
    return this.at(Number.POSITIVE_INFINITY);
  }
}
