import type { Replica } from '../replica.ts';
import type { Strategy } from '../strategy.ts';
import { TurnQueue } from '../structures/turn-queue.ts';

/**
 * The one with the fewest calls in flight for its weight; turns by weight among equals (as nginx's `least_conn`), so that
 * idle replicas share, where a scan for the first minimum would send everything to the first of them.
 *
 * Where weights differ, or shares in a slow start, the fewest for its weight is not enough: an idle replica of weight 1 has
 * less than one of weight 10 with a single call, and would get half of the calls that come two at a time. So the replica
 * whose turn it is by weight has the call, unless it has more in flight for its weight than the one that would have
 * fewest with the call (the shortest expected delay: Linux Virtual Server, scheduler `sed`), which has it then.
 */
export class LeastConnections implements Strategy {
  readonly #shortest = new TurnQueue(weightOf);
  readonly #turns = new TurnQueue(weightOf);
  #equal = true;

  offer(candidates: readonly Replica[]): void {
    this.#equal = candidates.every(({ effectiveWeight }) => effectiveWeight === candidates[0]?.effectiveWeight);
    this.#shortest.offer(candidates, delayOf);
    this.#turns.offer(candidates);
  }

  choose(_key: string | undefined, tried: readonly Replica[]): Replica | undefined {
    if (this.#equal) return this.#shortest.next(tried);
    const shortest = this.#shortest.peek(tried);
    const next = this.#turns.next(tried);
    if (shortest === undefined || next === undefined) return undefined;
    if (next.inFlight * shortest.effectiveWeight <= shortest.inFlight * next.effectiveWeight) return next;
    return this.#shortest.next(tried);
  }

  started(replica: Replica): void {
    this.#shortest.rank(replica, delayOf(replica));
  }

  finished(replica: Replica): void {
    this.#shortest.rank(replica, delayOf(replica));
  }
}

function weightOf({ effectiveWeight }: Replica): number {
  return effectiveWeight;
}

/** In the time that a replica of weight 1 takes for a call. */
function delayOf({ inFlight, effectiveWeight }: Replica): number {
  return (inFlight + 1) / effectiveWeight;
}
