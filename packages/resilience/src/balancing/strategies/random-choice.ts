import type { Random } from '@temblor/foundation/randomness/random';
import type { Replica } from '../replica.ts';
import type { Strategy } from '../strategy.ts';
import { WeightedDraw } from '../structures/weighted-draw.ts';

/** Any of them, with a probability in proportion to its weight. */
export class RandomChoice implements Strategy {
  readonly #draw: WeightedDraw;

  constructor(random: Random) {
    this.#draw = new WeightedDraw(random);
  }

  offer(candidates: readonly Replica[]): void {
    this.#draw.offer(candidates);
  }

  choose(_key: string | undefined, tried: readonly Replica[]): Replica | undefined {
    return this.#draw.one(tried);
  }
}
