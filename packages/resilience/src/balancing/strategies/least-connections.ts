import type { Replica } from '../replica.ts';
import type { Strategy } from '../strategy.ts';
import { TurnQueue } from '../structures/turn-queue.ts';

/**
 * The one with the fewest calls in flight for its weight; turns by weight among equals (as nginx's `least_conn`), so that
 * idle replicas share, where a scan for the first minimum would send everything to the first of them.
 */
export class LeastConnections implements Strategy {
  readonly #turns = new TurnQueue(({ effectiveWeight }) => effectiveWeight);

  offer(candidates: readonly Replica[]): void {
    this.#turns.offer(candidates, loadOf);
  }

  choose(_key: string | undefined, tried: readonly Replica[]): Replica | undefined {
    return this.#turns.next(tried);
  }

  started(replica: Replica): void {
    this.#turns.rank(replica, loadOf(replica));
  }

  finished(replica: Replica): void {
    this.#turns.rank(replica, loadOf(replica));
  }
}

function loadOf({ inFlight, effectiveWeight }: Replica): number {
  return inFlight / effectiveWeight;
}
