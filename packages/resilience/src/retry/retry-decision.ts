/** Whether a call is tried again, and when: a function of what is known when an attempt has failed. */
import type { Random } from '@temblor/foundation/randomness/random';
import type { Backoff } from './backoff.ts';
import { backoffMs } from './backoff.ts';
import type { RetryBudget } from './retry-budget.ts';

/** What a retry is limited by. */
export interface RetryLimits {
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  /** The longest wait that a server's wish can cause. */
  readonly maxRetryAfterMs: number;
  readonly budget: RetryBudget | undefined;
}

/** A failed attempt. */
export interface FailedAttempt {
  /** The first call is 1. */
  readonly attempt: number;
  readonly retryable: boolean;
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
  | { readonly kind: 'give-up'; readonly why: 'not-retryable' | 'attempts' | 'deadline' | 'budget' };

/**
 * Decides. The budget is asked last, and so pays for no retry that is not made. What a server asks for comes on top of
 * the backoff: all who were told the same would come back at the same moment otherwise.
 */
export function decideRetry(limits: RetryLimits, failed: FailedAttempt, nowMs: number, random: Random): RetryDecision {
  if (!failed.retryable) return { kind: 'give-up', why: 'not-retryable' };
  if (failed.attempt >= limits.maxAttempts) return { kind: 'give-up', why: 'attempts' };
  const waitMs = backoffMs(limits.backoff, failed.attempt - 1, failed.previousDelayMs, random);
  const askedMs = failed.retryAfterMs ?? 0;
  const delayMs = waitMs + (askedMs > 0 ? Math.min(askedMs, limits.maxRetryAfterMs) : 0);
  if (nowMs + delayMs >= failed.deadlineMs) return { kind: 'give-up', why: 'deadline' };
  if (limits.budget?.withdraw(nowMs) === false) return { kind: 'give-up', why: 'budget' };
  return { kind: 'retry', delayMs, backoffMs: waitMs };
}
