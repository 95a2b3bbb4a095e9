import { callSafely } from '../policy/call-safely.ts';
import { requireAtLeast } from '../policy/option-checks.ts';
import type { Operation, Policy } from '../policy/policy.ts';
import { Rejection } from '../policy/rejection.ts';
import type { Scope } from '../policy/scope.ts';
import type { Surroundings } from '../policy/surroundings.ts';
import { TimedCalls } from '../timeout/timed-calls.ts';
import { longestDeadlineMs } from './deadline-header.ts';

/** Adding a time to a clock and taking it away again may differ in the last digit. */
const roundingMs = 1;

/** What the policy `deadline` is made with. */
export interface DeadlineOptions {
  /** Stands in its events and rejections. */
  readonly name: string;
  /** A call with less time left than this is refused: it could not be answered in time. In milliseconds; absent: 0. */
  readonly leastRemainingMs?: number;
}

/**
 * Ends calls by the deadline that their caller set (`execute(…, { deadlineMs })`, or the scope's). A call whose deadline
 * has passed is refused before the operation is called (`notSent` is true): nobody waits for its answer any more. One that
 * is running at its deadline is given up as by a time-out. A call without a deadline passes. One that is more than a day
 * off is on another clock, as `Date.now()` is: such a call rejects with a RangeError before it is sent.
 *
 * Deadlines are absolute so that retries and queues on the way use up one budget (Google, "Site Reliability Engineering",
 * chapter 22, "Latency and deadlines"); between processes they travel as the time that is left, by `formatDeadline`.
 *
 * @throws RangeError where `leastRemainingMs` is below 0.
 */
export function deadline(options: DeadlineOptions, surroundings: Surroundings): Policy {
  requireAtLeast(0, options.name, 'leastRemainingMs', options.leastRemainingMs ?? 0);
  return new Deadline(options, surroundings);
}

class Deadline implements Policy {
  readonly #name: string;
  readonly #leastRemainingMs: number;
  readonly #surroundings: Surroundings;
  readonly #calls: TimedCalls;

  constructor({ name, leastRemainingMs }: DeadlineOptions, surroundings: Surroundings) {
    this.#name = name;
    this.#leastRemainingMs = leastRemainingMs ?? 0;
    this.#surroundings = surroundings;
    this.#calls = new TimedCalls(surroundings.time, () => this.#exceeded('the deadline passed', false));
  }

  run<T>(operation: Operation<T>, scope: Scope): Promise<T> {
    const { deadlineMs } = scope;
    if (deadlineMs === Number.POSITIVE_INFINITY) return callSafely(operation, scope);
    const nowMs = this.#surroundings.time.nowMs();
    const remainingMs = deadlineMs - nowMs;
    if (remainingMs > longestDeadlineMs + roundingMs) return Promise.reject(tooFar(deadlineMs, remainingMs));
    if (remainingMs > 0 && remainingMs >= this.#leastRemainingMs) {
      return this.#calls.run(operation, scope, nowMs, deadlineMs);
    }
    if (scope.cancelled) return Promise.reject(scope.reason);
    const left = remainingMs > 0 ? `only ${Math.floor(remainingMs)} ms are left` : 'the deadline has passed';
    return Promise.reject(this.#exceeded(`not sent, ${left}`, true));
  }

  #exceeded(what: string, notSent: boolean): Rejection {
    this.#surroundings.observe?.({ type: 'deadline-exceeded', policy: this.#name });
    return new Rejection('deadline-exceeded', this.#name, `${this.#name}: ${what}`, { notSent });
  }
}

function tooFar(deadlineMs: number, remainingMs: number): RangeError {
  const days = (remainingMs / longestDeadlineMs).toFixed(0);
  const advice = 'give it on the clock of the policies, as time.nowMs() + 500, which does not begin in 1970';
  return new RangeError(`deadlineMs is ${deadlineMs}, ${days} days from now; ${advice}`);
}
