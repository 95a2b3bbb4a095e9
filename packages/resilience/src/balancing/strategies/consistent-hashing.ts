import type { Random } from '@temblor/foundation/randomness/random';
import type { Replica } from '../replica.ts';
import type { Strategy } from '../strategy.ts';
import { HashRing, hashOf } from '../structures/hash-ring.ts';

/** How far above the mean a replica may be loaded: 1.25 is what HAProxy's and Vimeo's users began with. */
const loadFactor = 1.25;

/**
 * The same key to the same replica, so that caches hit, as long as that is loaded at most 1.25 × the mean (for its weight);
 * beyond that to the next on the ring (Mirrokni, Thorup and Zadimoghaddam, "Consistent Hashing with Bounded Loads",
 * SODA 2018). When a replica leaves, only its keys move. A request without a key goes to a random point.
 *
 * Choosing looks at 1/ε² points at worst on average, ε = 0.25, after a binary search.
 */
export class ConsistentHashing implements Strategy {
  readonly #random: Random;
  #ring = new HashRing([]);
  #candidates: readonly Replica[] = [];
  /** By slot, to tell whether an owner of the ring may be chosen now. */
  readonly #offered: (Replica | undefined)[] = [];
  #weight = 0;
  #inFlight = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  offer(candidates: readonly Replica[]): void {
    for (const { slot } of this.#candidates) this.#offered[slot] = undefined;
    this.#candidates = candidates;
    this.#weight = 0;
    this.#inFlight = 0;
    for (const replica of candidates) {
      this.#offered[replica.slot] = replica;
      this.#weight += replica.effectiveWeight;
      this.#inFlight += replica.inFlight;
    }
    if (this.#mustRebuild()) this.#ring = new HashRing(candidates);
  }

  choose(key: string | undefined, tried: readonly Replica[]): Replica | undefined {
    const ring = this.#ring;
    const roomPerWeight = (loadFactor * (this.#inFlight + 1)) / this.#weight;
    const hash = key === undefined ? Math.floor(this.#random.next() * 2 ** 32) : hashOf(key);
    const first = ring.pointAt(hash);
    for (let step = 0; step < ring.size; step += 1) {
      const replica = ring.ownerOf(first + step);
      if (replica === undefined || this.#offered[replica.slot] !== replica) continue;
      if (replica.inFlight >= Math.ceil(roomPerWeight * replica.effectiveWeight)) continue;
      if (tried.length === 0 || !tried.includes(replica)) return replica;
    }
    return this.#leastLoaded(tried);
  }

  started(replica: Replica): void {
    if (this.#offered[replica.slot] === replica) this.#inFlight += 1;
  }

  finished(replica: Replica): void {
    if (this.#offered[replica.slot] === replica) this.#inFlight -= 1;
  }

  /** Points of those that are out only for a while stay, so that an ejection costs no new ring. */
  #mustRebuild(): boolean {
    const { weights } = this.#ring;
    const isNew = (replica: Replica) => weights.get(replica) !== replica.weight;
    return weights.size > 2 * this.#candidates.length || this.#candidates.some(isNew);
  }

  /** Only for a retry, when all that have room were tried. */
  #leastLoaded(tried: readonly Replica[]): Replica | undefined {
    let best: Replica | undefined;
    for (const replica of this.#candidates) {
      if (tried.includes(replica)) continue;
      if (best === undefined || replica.inFlight * best.effectiveWeight < best.inFlight * replica.effectiveWeight) {
        best = replica;
      }
    }
    return best;
  }
}
