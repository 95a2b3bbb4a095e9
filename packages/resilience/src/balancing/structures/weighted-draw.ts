/** Draws replicas at random in proportion to their effective weights, from running sums: O(log n) a draw. */
import type { Random } from '@temblor/foundation/randomness/random';
import type { Replica } from '../replica.ts';

export class WeightedDraw {
  readonly #random: Random;
  #candidates: readonly Replica[] = [];
  /** `#sums[i]`: the weights of the candidates 0 to i. */
  #sums = new Float64Array(0);
  #total = 0;
  #equal = true;

  constructor(random: Random) {
    this.#random = random;
  }

  offer(candidates: readonly Replica[]): void {
    this.#candidates = candidates;
    this.#sums = new Float64Array(candidates.length);
    this.#total = 0;
    this.#equal = candidates.every(({ effectiveWeight }) => effectiveWeight === candidates[0]?.effectiveWeight);
    for (const [index, { effectiveWeight }] of candidates.entries()) {
      this.#total += effectiveWeight;
      this.#sums[index] = this.#total;
    }
  }

  /** One of those that were not tried. */
  one(tried: readonly Replica[]): Replica | undefined {
    if (tried.length > 0) return this.#untried(tried);
    const { length } = this.#candidates;
    if (this.#equal) return this.#candidates[Math.floor(this.#random.next() * length)];
    return this.#candidates[this.#indexAt(this.#random.next() * this.#total)];
  }

  /**
   * Two different ones, compared by cost; the first drawn where they are equal, so that weights count among idle
   * replicas exactly. The second is drawn from the others' weights: nothing is drawn in vain.
   */
  better(
    tried: readonly Replica[],
    isCheaper: (one: Replica, other: Replica, nowMs: number) => boolean,
    nowMs: number,
  ): Replica | undefined {
    if (tried.length > 0) {
      const first = this.#untried(tried);
      const second = first && this.#untried([...tried, first]);
      return first && second && isCheaper(second, first, nowMs) ? second : first;
    }
    const candidates = this.#candidates;
    const { length } = candidates;
    if (length < 2) return candidates[0];
    const index = this.#equal
      ? Math.floor(this.#random.next() * length)
      : this.#indexAt(this.#random.next() * this.#total);
    const first = candidates[index];
    const second = candidates[this.#otherThan(index)];
    return first && second && isCheaper(second, first, nowMs) ? second : first;
  }

  /** Skips the part of the sums that is the first one's. */
  #otherThan(index: number): number {
    if (this.#equal) {
      const other = Math.floor(this.#random.next() * (this.#candidates.length - 1));
      return other < index ? other : other + 1;
    }
    const below = this.#sums[index - 1] ?? 0;
    const own = (this.#sums[index] ?? 0) - below;
    const point = this.#random.next() * (this.#total - own);
    const other = this.#indexAt(point < below ? point : point + own);
    // Rounding may lead back to it by the last bit of a sum.
    if (other !== index) return other;
    return index + 1 < this.#candidates.length ? index + 1 : index - 1;
  }

  /** The first whose sum is above the point. */
  #indexAt(point: number): number {
    const sums = this.#sums;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) > point) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #untried(tried: readonly Replica[]): Replica | undefined {
    const left = this.#candidates.filter((replica) => !tried.includes(replica));
    const total = left.reduce((sum, { effectiveWeight }) => sum + effectiveWeight, 0);
    let point = this.#random.next() * total;
    for (const replica of left) {
      point -= replica.effectiveWeight;
      if (point < 0) return replica;
    }
    return left.at(-1);
  }
}
