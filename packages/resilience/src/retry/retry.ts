import { callSafely } from '../policy/call-safely.ts';
import { requireAtLeast, requireCount } from '../policy/option-checks.ts';
import type { Operation, Policy } from '../policy/policy.ts';
import { Rejection } from '../policy/rejection.ts';
import type { Scope } from '../policy/scope.ts';
import type { Surroundings } from '../policy/surroundings.ts';
import type { Backoff } from './backoff.ts';
import { requireBackoff } from './backoff.ts';
import { RetriedCall } from './retried-call.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { RetryLimits } from './retry-decision.ts';

/** What a retry is made with. */
export interface RetryOptions {
  /** Stands in its events and rejections. */
  readonly name: string;
  /** How often the operation is called at most, the first time included. */
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  /**
   * Whether to call again after this error. Nothing is retried by default: only the caller knows whether an operation may
   * be repeated when its outcome is unknown (a time-out, a connection that broke); where it may not, `notSent` of a
   * `Rejection` tells what is safe. Leave out the code `circuit-open`: the breaker has decided that calling does not help
   * now, and the call would wait for as long as it stays open.
   */
  readonly retryable: (error: unknown, attempt: number) => boolean;
  /**
   * What the server asked for with this error, in milliseconds: see `parseRetryAfter`. Absent: a `Rejection`'s own
   * `retryAfterMs`, and nothing for other errors.
   */
  readonly retryAfterMs?: (error: unknown) => number | undefined;
  /**
   * The longest wait that a server may ask for, in milliseconds; where it asks for more the call is given up. Absent:
   * 30,000.
   */
  readonly maxRetryAfterMs?: number;
  /**
   * How many retries the dependency may see, shared by all who call it. What was rejected before it was sent takes nothing
   * out of it. Absent: no such limit.
   */
  readonly budget?: RetryBudget;
}

/**
 * Calls an operation again when it failed, after a wait. It gives up, with the error of the last attempt, when that is not
 * `retryable`, when `maxAttempts` were made, when the budget is used up, when the server asks for too long a wait, and at once when the deadline would pass during
 * the wait. After its caller gave up nothing is called any more, a wait ends, and it rejects with the caller's reason.
 *
 * Where the last attempt was rejected before it was sent but an earlier one was sent, that rejection's `notSent` would be
 * false of the whole call: then it rejects with `retries-exhausted`, with that rejection as its cause.
 *
 * @throws RangeError where a number is out of its range.
 */
export function retry(options: RetryOptions, surroundings: Surroundings): Policy {
  const { name, maxAttempts, backoff, budget, maxRetryAfterMs = 30_000 } = options;
  requireCount(1, name, 'maxAttempts', maxAttempts);
  requireAtLeast(0, name, 'maxRetryAfterMs', maxRetryAfterMs);
  requireBackoff(name, backoff);
  return new Retry(options, { maxAttempts, backoff, budget, maxRetryAfterMs }, surroundings);
}

class Retry implements Policy {
  readonly #options: RetryOptions;
  readonly #limits: RetryLimits;
  readonly #surroundings: Surroundings;

  constructor(options: RetryOptions, limits: RetryLimits, surroundings: Surroundings) {
    this.#options = options;
    this.#limits = limits;
    this.#surroundings = surroundings;
  }

  /** A call that succeeds at once costs a promise and a closure; the rest is made when it fails. */
  run<T>(operation: Operation<T>, scope: Scope): Promise<T> {
    if (scope.cancelled) return Promise.reject(scope.reason);
    this.#limits.budget?.depositOnce(scope);
    return callSafely(operation, scope).then(undefined, (error: unknown) => this.#again(operation, scope, error));
  }

  #again<T>(operation: Operation<T>, scope: Scope, error: unknown): Promise<T> {
    return new Promise((resolve, reject) => {
      const { name, retryable, retryAfterMs = ownRetryAfterMs } = this.#options;
      const judge = { name, retryable, retryAfterMs, limits: this.#limits, surroundings: this.#surroundings };
      new RetriedCall(judge, operation, scope, resolve, reject).failed(error);
    });
  }
}

function ownRetryAfterMs(error: unknown): number | undefined {
  return error instanceof Rejection ? error.retryAfterMs : undefined;
}
