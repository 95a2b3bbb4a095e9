/** Runs calls through a `RateLimitMachine`: one timer for who is next, and waits that end with their scopes. */

import { deadlinePassed } from '../deadline/deadline-passed.ts';
import { callSafely } from '../policy/call-safely.ts';
import { requireAtLeast, requireCount, requirePositive } from '../policy/option-checks.ts';
import type { Operation, Policy } from '../policy/policy.ts';
import { rejectSoon } from '../policy/reject-soon.ts';
import { Rejection } from '../policy/rejection.ts';
import type { Scope } from '../policy/scope.ts';
import type { Surroundings } from '../policy/surroundings.ts';
import { WaitingCall } from '../waiting/waiting-call.ts';
import { RateLimitMachine } from './rate-limit-machine.ts';

export interface RateLimitOptions {
  /** For events and rejections. */
  readonly name: string;
  /** How many calls may begin in a second, in the long run. */
  readonly ratePerSecond: number;
  /** How many may begin at once after a pause. Absent: 1, which spaces them evenly. */
  readonly burst?: number;
  /** How long a call may wait for its turn; one that would wait longer is rejected at once. Absent: 0, none waits. */
  readonly maxWaitMs?: number;
  /** How many may wait. Absent: as many as their turn comes in time for. */
  readonly maxWaiting?: number;
}

/**
 * Keeps the rate at which calls begin in bounds, by a token bucket: in any interval at most `burst` + rate × time.
 *
 * Rejects with `rate-limited`, and says when a token would be there. A call whose deadline would pass while it waits is
 * rejected at once.
 *
 * @throws RangeError where an option is out of its range.
 */
export function rateLimit(options: RateLimitOptions, surroundings: Surroundings): RateLimit {
  return new RateLimit(options, surroundings);
}

/** Made by `rateLimit`. */
export class RateLimit implements Policy {
  readonly name: string;
  readonly #machine: RateLimitMachine<WaitingCall>;
  readonly #surroundings: Surroundings;
  readonly #message: string;
  readonly #left = () => this.#setTimer();
  #cancelTimer: (() => void) | undefined;

  constructor(options: RateLimitOptions, surroundings: Surroundings) {
    const { name, ratePerSecond, burst = 1, maxWaitMs = 0, maxWaiting = Number.POSITIVE_INFINITY } = options;
    requirePositive(name, 'ratePerSecond', ratePerSecond);
    requireAtLeast(1, name, 'burst', burst);
    requireAtLeast(0, name, 'maxWaitMs', maxWaitMs);
    if (maxWaiting !== Number.POSITIVE_INFINITY) requireCount(0, name, 'maxWaiting', maxWaiting);
    this.name = name;
    this.#machine = new RateLimitMachine({ ratePerSecond, burst, maxWaitMs, maxWaiting });
    this.#surroundings = surroundings;
    this.#message = `rate limit '${name}': calls come faster than ${ratePerSecond} a second`;
  }

  /** How many calls wait now. */
  get waiting(): number {
    return this.#machine.waiting;
  }

  run<T>(operation: Operation<T>, scope: Scope): Promise<T> {
    if (scope.cancelled) return Promise.reject(scope.reason);
    const { time, observe } = this.#surroundings;
    const nowMs = time.nowMs();
    if (this.#machine.waiting > 0) this.#admitNext(nowMs);
    // Adds no promise of its own: a call that has its token costs nothing more.
    if (this.#machine.enter(nowMs)) return callSafely(operation, scope);
    const waitMs = this.#machine.waitMs(nowMs);
    if (!this.#machine.mayWait(waitMs, nowMs, scope.deadlineMs)) {
      if (observe !== undefined) observe({ type: 'call-rejected', policy: this.name, code: 'rate-limited' });
      return rejectSoon(this.#rejectionAt(nowMs));
    }
    const call = new WaitingCall(scope, nowMs, this.#left);
    const admitted = call.wait(this.#machine.queue(call));
    this.#setTimer();
    if (observe !== undefined) observe({ type: 'call-queued', policy: this.name, waiting: this.#machine.waiting });
    return this.#callAfter(admitted, operation, scope);
  }

  /** A call that is given up after its turn has come has used its token: it may be spent, but never twice. */
  async #callAfter<T>(admitted: Promise<void>, operation: Operation<T>, scope: Scope): Promise<T> {
    await admitted;
    scope.throwIfCancelled();
    if (this.#surroundings.time.nowMs() >= scope.deadlineMs) {
      throw deadlinePassed(this.name, 'while the call waited for its turn', this.#surroundings);
    }
    return operation(scope);
  }

  #admitNext(nowMs: number): void {
    for (let next = this.#machine.next(nowMs); next !== undefined; next = this.#machine.next(nowMs)) next.admit();
    this.#setTimer();
  }

  /** One timer, while somebody waits. In whole milliseconds: a timer that fires too early would only have to be set again. */
  #setTimer(): void {
    const { time } = this.#surroundings;
    const nextInMs = this.#machine.nextInMs(time.nowMs());
    if (nextInMs === undefined) {
      this.#cancelTimer?.();
      this.#cancelTimer = undefined;
    } else {
      this.#cancelTimer ??= time.schedule(Math.max(1, Math.ceil(nextInMs)), () => {
        this.#cancelTimer = undefined;
        this.#admitNext(time.nowMs());
      });
    }
  }

  #rejectionAt(nowMs: number): Rejection {
    const retryAfterMs = this.#machine.waitMs(nowMs);
    return new Rejection('rate-limited', this.name, this.#message, { notSent: true, retryAfterMs });
  }
}
