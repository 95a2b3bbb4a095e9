/**
 * A token bucket (Turner, "New directions in communications", 1986): it holds up to `burst` tokens, gains
 * `ratePerSecond`, and every call takes one. In any interval it hands out at most burst + rate × time.
 *
 * It counts what was taken since it was last full instead of adding small gains to a level, so that its error does not
 * grow with the number of calls.
 */
export class TokenBucket {
  readonly #ratePerSecond: number;
  readonly #burst: number;
  #fullMs = Number.NEGATIVE_INFINITY;
  #taken = 0;

  constructor(ratePerSecond: number, burst: number) {
    this.#ratePerSecond = ratePerSecond;
    this.#burst = burst;
  }

  /** Takes a token. @returns false where none is there. */
  take(nowMs: number): boolean {
    const gained = ((nowMs - this.#fullMs) * this.#ratePerSecond) / 1000;
    if (gained >= this.#taken) {
      this.#fullMs = nowMs;
      this.#taken = 1;
      return true;
    }
    if (this.#burst + gained - this.#taken < 1) return false;
    this.#taken += 1;
    return true;
  }

  /** How long until so many tokens are there together, if nobody takes one meanwhile; beyond the burst, one after another. */
  waitMs(tokens: number, nowMs: number): number {
    if (this.#taken === 0) return Math.max(0, ((tokens - this.#burst) * 1000) / this.#ratePerSecond);
    const fullMs = this.#fullMs + (this.#taken * 1000) / this.#ratePerSecond;
    const startMs = Math.max(fullMs, nowMs);
    return Math.max(0, startMs - nowMs + ((tokens - this.#burst) * 1000) / this.#ratePerSecond);
  }
}
