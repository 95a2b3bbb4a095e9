/** Holds back the next start of an instance: for a restart's delay, and for the hold of a crash. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '@temblor/foundation/clock/clock';

export class RestartGate {
  readonly #clock: Clock;
  #delayedUntilUs = 0;
  #heldUntilUs = 0;
  /** Aborted to make whoever waits look at the two moments again. */
  #changed = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Opens the gate, whatever held it. */
  open(): void {
    this.#delayedUntilUs = 0;
    this.endHold();
  }

  /** Closes it for a restart's delay, in place of an earlier delay. */
  delayFor(delayMs: number): void {
    this.#delayedUntilUs = this.#clock.nowUs() + delayMs * 1000;
    this.#lookAgain();
  }

  /** Closes it for a hold; one that acts already is only ever made longer. */
  holdFor(holdMs: number): void {
    this.#heldUntilUs = Math.max(this.#heldUntilUs, this.#clock.nowUs() + holdMs * 1000);
    this.#lookAgain();
  }

  endHold(): void {
    this.#heldUntilUs = 0;
    this.#lookAgain();
  }

  /** Waits until it is open. @returns false when the signal aborted first. */
  async passed(signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      const waitMs = (Math.max(this.#delayedUntilUs, this.#heldUntilUs) - this.#clock.nowUs()) / 1000;
      if (waitMs <= 0) return true;
      const either = AbortSignal.any([signal, this.#changed.signal]);
      await delay(waitMs, undefined, { signal: either }).catch(() => {}); // woken to look again
    }
    return false;
  }

  #lookAgain(): void {
    this.#changed.abort();
    this.#changed = new AbortController();
  }
}
