import type { Fold } from './fold.ts';
import { FoldedFacts } from './fold.ts';
import type { OrderedFacts } from './ordered-facts.ts';
import type { SystemModel } from './system-model.ts';
import { emptySystem, foldSystem } from './system-model.ts';

/** The folds of a page: however many components ask for one, a fact is folded once. */
export class SharedFolds {
  readonly #folded = new WeakMap<OrderedFacts, WeakMap<object, unknown>>();
  readonly #systems = new Map<string, Fold<SystemModel>>();

  /** A fold over facts; it lives as long as both. */
  over<S>(facts: OrderedFacts, fold: Fold<S>): FoldedFacts<S> {
    const folds = this.#folded.get(facts) ?? new WeakMap<object, unknown>();
    this.#folded.set(facts, folds);
    const known = folds.get(fold);
    if (known instanceof FoldedFacts) return known;
    const made = new FoldedFacts(fold, facts);
    folds.set(fold, made);
    return made;
  }

  /** The fold that makes a system's model; the same object from call to call. */
  ofSystem(id: string): Fold<SystemModel> {
    const known = this.#systems.get(id);
    if (known !== undefined) return known;
    const made = { initial: emptySystem(id), step: foldSystem };
    this.#systems.set(id, made);
    return made;
  }
}
