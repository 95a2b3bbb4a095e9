import type { Replica } from '../replica.ts';
import type { Strategy } from '../strategy.ts';
import { TurnQueue } from '../structures/turn-queue.ts';

/** Turns in proportion to the weights, spread out evenly: stride scheduling, see `TurnQueue`. */
export class WeightedRoundRobin implements Strategy {
  readonly #turns = new TurnQueue(({ effectiveWeight }) => effectiveWeight);

  offer(candidates: readonly Replica[]): void {
    this.#turns.offer(candidates);
  }

  choose(_key: string | undefined, tried: readonly Replica[]): Replica | undefined {
    return this.#turns.next(tried);
  }
}
