import type { Random } from '@temblor/foundation/randomness/random';
import type { Replica } from '../replica.ts';
import type { Strategy } from '../strategy.ts';
import { WeightedDraw } from '../structures/weighted-draw.ts';

/**
 * Draws two by weight and takes the one with fewer calls in flight for its weight: the longest queue falls from log n / log log n to
 * log log n (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", IEEE TPDS 2001). Where what is known of
 * the loads is old, all who take the least loaded run to the same replica, and those who draw two do not (the same, "How
 * Useful Is Old Information?", IEEE TPDS 2000).
 *
 * The second must be the less loaded before and after it took the call: while few calls are in flight, one of small weight or
 * in a slow start is idle most of the time, and would take every call of those that are busy with a little of their weight.
 */
export class TwoChoices implements Strategy {
  readonly #draw: WeightedDraw;

  constructor(random: Random) {
    this.#draw = new WeightedDraw(random);
  }

  offer(candidates: readonly Replica[]): void {
    this.#draw.offer(candidates);
  }

  choose(_key: string | undefined, tried: readonly Replica[], nowMs: number): Replica | undefined {
    return this.#draw.better(tried, isLessLoaded, nowMs);
  }
}

function isLessLoaded(one: Replica, other: Replica): boolean {
  const { inFlight, effectiveWeight } = one;
  if (inFlight * other.effectiveWeight >= other.inFlight * effectiveWeight) return false;
  return (inFlight + 1) * other.effectiveWeight <= (other.inFlight + 1) * effectiveWeight;
}
