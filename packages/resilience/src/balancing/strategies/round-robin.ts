import type { Replica } from '../replica.ts';
import type { Strategy } from '../strategy.ts';
import { TurnQueue } from '../structures/turn-queue.ts';

/** One after the other, whatever their weights; in a slow start a replica has only its share of the turns. */
export class RoundRobin implements Strategy {
  readonly #turns = new TurnQueue(({ share }) => share);

  offer(candidates: readonly Replica[]): void {
    this.#turns.offer(candidates);
  }

  choose(_key: string | undefined, tried: readonly Replica[]): Replica | undefined {
    return this.#turns.next(tried);
  }
}
