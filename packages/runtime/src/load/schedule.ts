import type { Random } from '@temblor/foundation/randomness/random';

/**
 * The intended starts of an open loop. Time is cut into slots of 1/rate, and one start is drawn evenly in each: every
 * second has its exact number of requests, so that short phases can be compared, and yet the starts do not march in
 * step with whatever else is periodic on the machine (health checks, timers), as equal spacing would. Poisson arrivals
 * would be off by 3 % in a phase of 1,000 samples.
 */
export class Schedule {
  /** The next intended start, in µs. */
  nextUs: number;
  readonly #startUs: number;
  readonly #slotUs: number;
  readonly #random: Random;
  #slot = 0;

  constructor(startUs: number, ratePerSecond: number, random: Random) {
    this.#startUs = startUs;
    this.#slotUs = 1_000_000 / ratePerSecond;
    this.#random = random;
    this.nextUs = this.#draw();
  }

  /** Goes on to the start after the next. */
  advance(): void {
    this.#slot += 1;
    this.nextUs = this.#draw();
  }

  #draw(): number {
    return Math.floor(this.#startUs + (this.#slot + this.#random.next()) * this.#slotUs);
  }
}
