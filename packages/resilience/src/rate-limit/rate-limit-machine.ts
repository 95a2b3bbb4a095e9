/**
 * The decisions of a rate limit: who takes a token at once, who waits for one, and who would wait too long. First come,
 * first served: nobody takes a token while others wait for theirs.
 */
import type { WaitingPlace } from '../waiting/waiting-line.ts';
import { WaitingLine } from '../waiting/waiting-line.ts';
import { TokenBucket } from './token-bucket.ts';

export interface RateLimits {
  readonly ratePerSecond: number;
  /** How many calls may pass at once after a pause. */
  readonly burst: number;
  /** Nobody waits who would wait longer. */
  readonly maxWaitMs: number;
  readonly maxWaiting: number;
}

/** `T` is who waits. Who leaves the line by itself does so through its place. */
export class RateLimitMachine<T> {
  readonly #limits: RateLimits;
  readonly #bucket: TokenBucket;
  readonly #line = new WaitingLine<T>();

  constructor(limits: RateLimits) {
    this.#limits = limits;
    this.#bucket = new TokenBucket(limits.ratePerSecond, limits.burst);
  }

  get waiting(): number {
    return this.#line.length;
  }

  /** Takes a token, if one is there and nobody waits. */
  enter(nowMs: number): boolean {
    return this.#line.length === 0 && this.#bucket.take(nowMs);
  }

  /** How long one that comes now would wait, behind all others. */
  waitMs(nowMs: number): number {
    return this.#bucket.waitMs(this.#line.length + 1, nowMs);
  }

  /** Whether one that would wait so long may: not beyond its deadline, for that would be for nothing. */
  mayWait(waitMs: number, nowMs: number, deadlineMs: number): boolean {
    const { maxWaitMs, maxWaiting } = this.#limits;
    return this.#line.length < maxWaiting && waitMs <= maxWaitMs && nowMs + waitMs < deadlineMs;
  }

  queue(who: T): WaitingPlace<T> {
    return this.#line.join(who);
  }

  /** Takes a token for who has waited longest. @returns undefined where nobody waits, or no token is there. */
  next(nowMs: number): T | undefined {
    return this.#line.length > 0 && this.#bucket.take(nowMs) ? this.#line.shift() : undefined;
  }

  /** How long until a token is there for who has waited longest; undefined where nobody waits. */
  nextInMs(nowMs: number): number | undefined {
    return this.#line.length === 0 ? undefined : this.#bucket.waitMs(1, nowMs);
  }
}
