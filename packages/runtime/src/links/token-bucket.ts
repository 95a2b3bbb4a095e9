/**
 * A token bucket (Turner, "New directions in communications", 1986): tokens are bytes, they arrive at a fixed rate and
 * are kept up to a burst. Pure: the time is an argument, in µs, and must not go back.
 */
export class TokenBucket {
  /** The most tokens that are kept: 50 ms worth of the rate, and never less than one byte. */
  readonly burstBytes: number;
  readonly #bytesPerUs: number;
  #tokens: number;
  #filledUs: number;

  constructor(bytesPerSecond: number, nowUs: number) {
    this.burstBytes = Math.max(1, bytesPerSecond * 0.05);
    this.#bytesPerUs = bytesPerSecond / 1_000_000;
    this.#tokens = this.burstBytes;
    this.#filledUs = nowUs;
  }

  /** Whole bytes that may pass now. */
  available(nowUs: number): number {
    this.#tokens = Math.min(this.burstBytes, this.#tokens + (nowUs - this.#filledUs) * this.#bytesPerUs);
    this.#filledUs = nowUs;
    return Math.floor(this.#tokens);
  }

  /** Takes bytes that were available. */
  take(bytes: number): void {
    this.#tokens -= bytes;
  }

  /** From `nowUs` until so many bytes are available; more than the burst never are, and count as the burst. */
  waitUs(bytes: number, nowUs: number): number {
    const missing = Math.min(bytes, Math.floor(this.burstBytes)) - this.available(nowUs);
    return missing <= 0 ? 0 : Math.ceil((missing + 1e-6) / this.#bytesPerUs);
  }
}
