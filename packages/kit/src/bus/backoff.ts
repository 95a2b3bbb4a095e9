import { setTimeout as delay } from 'node:timers/promises';

/** Pauses between attempts to reach something that is away: 20 ms, doubling up to 250 ms. */
export class Backoff {
  #nextMs = 20;

  /** Waits; returns at once when the signal is or becomes aborted. */
  async wait(signal: AbortSignal): Promise<void> {
    const pauseMs = this.#nextMs;
    this.#nextMs = Math.min(250, pauseMs * 2);
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }

  /** To be called after a success. */
  reset(): void {
    this.#nextMs = 20;
  }
}
