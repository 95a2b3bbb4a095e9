/**
 * One timer for all that waits: what is under way is looked at every few milliseconds, so that nothing on the path of a
 * request sets a timer of its own. Late by at most one round, which is short beside everything that is waited for here.
 */
import { stallMs } from '@temblor/resilience/waiting/stall';

const roundMs = 20;
/** What waits for seconds is looked at in every so many rounds. */
const slowRounds = 10;

/** Something that may have waited long enough. */
export interface Swept {
  sweep(nowMs: number): void;
}

/** Goes round what was added, until it is closed. */
export class Sweep {
  /** What waits for milliseconds: requests under way. */
  readonly fast = new Set<Swept>();
  /** Connections and pools. */
  readonly slow = new Set<Swept>();
  /** The time of the last round: near enough to now for waits of seconds, and for nothing. */
  nowMs: number;
  readonly #time: { nowMs(): number };
  readonly #timer: NodeJS.Timeout;
  #round = 0;

  constructor(time: { nowMs(): number }) {
    this.#time = time;
    this.nowMs = time.nowMs();
    this.#timer = setInterval(() => this.#ring(), roundMs);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** After a stall of this process the bytes that came meanwhile are read first: whoever sent them was not late. */
  #ring(): void {
    const nowMs = this.#time.nowMs();
    const isLate = nowMs - this.nowMs > roundMs + stallMs;
    this.nowMs = nowMs;
    if (isLate) setImmediate(() => this.#go(nowMs));
    else this.#go(nowMs);
  }

  #go(nowMs: number): void {
    for (const swept of this.fast) swept.sweep(nowMs);
    this.#round += 1;
    if (this.#round % slowRounds !== 0) return;
    for (const swept of this.slow) swept.sweep(nowMs);
  }
}
