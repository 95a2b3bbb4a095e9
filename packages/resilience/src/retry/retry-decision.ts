/** Whether a call is tried again, and when: a function of what is known when an attempt has failed. */
import type { Random } from '@temblor/foundation/randomness/random';
import type { Backoff } from './backoff.ts';
import { backoffMs } from './backoff.ts';
import type { RetryBudget } from './retry-budget.ts';

/** What a retry is limited by. */
export interface RetryLimits {
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  /** The longest wait that a server may ask for. */
  readonly maxRetryAfterMs: number;
  readonly budget: RetryBudget | undefined;
}

/** A failed attempt. */
export interface FailedAttempt {
  /** The first call is 1. */
  readonly attempt: number;
  readonly retryable: boolean;
  /** Whether the attempt was not sent: another then is no more than the one that the budget knows of already. */
  readonly notSent: boolean;
  /** What the server asks for; undefined where it asks for nothing. */
  readonly retryAfterMs: number | undefined;
  /** The wait before this attempt; 0 before the first. */
  readonly previousDelayMs: number;
  /** When the whole call must be over. */
  readonly deadlineMs: number;
}

/** What is done about it. */
export type RetryDecision =
  | { readonly kind: 'retry'; readonly delayMs: number; readonly backoffMs: number }
  | { readonly kind: 'give-up'; readonly why: WhyNoRetry };

/** Why a call is not tried again. `retry-after`: the server asked for more time than the limit lets it. */
export type WhyNoRetry = 'not-retryable' | 'attempts' | 'retry-after' | 'deadline' | 'budget';

/**
 * Decides. The budget is asked last, and so pays for no retry that is not made. What a server asks for comes on top of
 * the backoff: all who were told the same would come back at the same moment otherwise. Where it asks for longer than the
 * limit, the call is given up: to come back earlier would be what the server asked not to do (RFC 9110, section 10.2.3).
 */
export function decideRetry(limits: RetryLimits, failed: FailedAttempt, nowMs: number, random: Random): RetryDecision {
  if (!failed.retryable) return { kind: 'give-up', why: 'not-retryable' };
  if (failed.attempt >= limits.maxAttempts) return { kind: 'give-up', why: 'attempts' };
  const askedMs = failed.retryAfterMs !== undefined && failed.retryAfterMs > 0 ? failed.retryAfterMs : 0;
  if (askedMs > limits.maxRetryAfterMs) return { kind: 'give-up', why: 'retry-after' };
  const waitMs = backoffMs(limits.backoff, failed.attempt - 1, failed.previousDelayMs, random);
  const delayMs = waitMs + askedMs;
  if (nowMs + delayMs >= failed.deadlineMs) return { kind: 'give-up', why: 'deadline' };
  if (!failed.notSent && limits.budget?.withdraw(nowMs) === false) return { kind: 'give-up', why: 'budget' };
  return { kind: 'retry', delayMs, backoffMs: waitMs };
}
