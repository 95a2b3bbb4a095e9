/**
 * Whether the observer itself was in time. A process that is paused, or whose event loop is held up, sees every answer
 * late and every timer fire at once; what it then takes for failures of others are its own. So it watches a timer of its
 * own and makes nothing of what it saw while that timer was late (compare Dadgar, Phillips and Currey 2018, "Lifeguard:
 * local health awareness for more accurate failure detection").
 */
export class LocalHealth {
  readonly #intervalUs: number;
  readonly #toleranceUs: number;
  #lastTickUs: number;
  #lastLateUs = Number.NEGATIVE_INFINITY;
  /** How many ticks were late. */
  lateTicks = 0;

  /**
   * @param options.intervalUs how often `tick` is to be called.
   * @param options.toleranceUs how late a tick may be before the time since the one before it is void.
   */
  constructor(options: { intervalUs: number; toleranceUs: number; nowUs: number }) {
    this.#intervalUs = options.intervalUs;
    this.#toleranceUs = options.toleranceUs;
    this.#lastTickUs = options.nowUs;
  }

  /** Called by a timer at the interval. */
  tick(nowUs: number): void {
    if (this.#isLate(nowUs)) {
      this.#lastLateUs = nowUs;
      this.lateTicks += 1;
    }
    this.#lastTickUs = nowUs;
  }

  /** Whether the observer was in time all the while from a moment until now. */
  wasInTime(sinceUs: number, nowUs: number): boolean {
    return sinceUs >= this.#lastLateUs && !this.#isLate(nowUs);
  }

  #isLate(nowUs: number): boolean {
    return nowUs - this.#lastTickUs > this.#intervalUs + this.#toleranceUs;
  }
}
