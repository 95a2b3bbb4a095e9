import type { Random } from '@temblor/foundation/randomness/random';
import type { ProtocolInput, ProtocolTypes } from '@temblor/protocols/port/protocol';

/** An input with the number of its message, 0 where it is none; or the end of a sync. */
type Arrival<T extends ProtocolTypes> =
  | { readonly kind: 'input'; readonly input: ProtocolInput<T>; readonly copy: number }
  | { readonly kind: 'synced' };

/**
 * What comes to a node while it is paused. When the node goes on it takes it in an order that is drawn: it finds its
 * timers, its connections and its disk ready at once, and nothing says where it looks first.
 */
export class HeldArrivals<T extends ProtocolTypes> {
  readonly #arrivals: Arrival<T>[] = [];

  hold(arrival: Arrival<T>): void {
    this.#arrivals.push(arrival);
  }

  /** Undefined where none is left. */
  take(random: Random): Arrival<T> | undefined {
    const last = this.#arrivals.pop();
    if (last === undefined || this.#arrivals.length === 0) return last;
    const index = random.integer(0, this.#arrivals.length);
    const drawn = this.#arrivals[index];
    if (drawn === undefined) return last;
    this.#arrivals[index] = last;
    return drawn;
  }

  /** The numbers of the messages that are left. */
  messages(): readonly number[] {
    return this.#arrivals.flatMap((arrival) => (arrival.kind === 'input' && arrival.copy > 0 ? [arrival.copy] : []));
  }
}
