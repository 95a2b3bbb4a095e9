import type { HybridTime } from '@temblor/protocols/clocks/hybrid-clock';
import { hybridReceive, hybridTick } from '@temblor/protocols/clocks/hybrid-clock';

/** How far apart the wall clocks of two nodes may be. */
const farthestApartUs = 60_000_000;

/**
 * The physical times of the messages that a node takes: the wall clock, but never behind a time that another node sent
 * along with a message. So no message bears an earlier time than one that it depends on, also where clocks differ or step
 * back. It is the physical part of a hybrid logical clock; the counter, which orders within a microsecond, is not shown.
 */
export class PhysicalTime {
  readonly #wallClockMs: () => number;
  #time: HybridTime = { physicalUs: 0, counter: 0 };

  /** @param wallClockMs since 1970; it may stand still, or go back. */
  constructor(wallClockMs: () => number) {
    this.#wallClockMs = wallClockMs;
  }

  /** Of a message that is taken now, in seconds since 1970. */
  nowSeconds(): number {
    this.#time = hybridTick(this.#time, this.#wallClockMs() * 1000);
    return this.#time.physicalUs / 1e6;
  }

  /**
   * Hears of the time of another node's message.
   * @returns false where it is more than a minute ahead of the wall clock here: one clock that is far off would draw all
   * others with it. Nothing is changed then.
   */
  hear(seconds: number): boolean {
    const remote = { physicalUs: seconds * 1e6, counter: 0 };
    const receipt = hybridReceive(this.#time, remote, this.#wallClockMs() * 1000, farthestApartUs);
    if (receipt.kind === 'received') this.#time = receipt.time;
    return receipt.kind === 'received';
  }
}
