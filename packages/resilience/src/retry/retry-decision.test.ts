import { seededRandom } from '@temblor/foundation/randomness/random';
import { describe, expect, test } from 'vitest';
import { RetryBudget } from './retry-budget.ts';
import type { FailedAttempt, RetryLimits } from './retry-decision.ts';
import { decideRetry } from './retry-decision.ts';

const limits: RetryLimits = {
  maxAttempts: 3,
  backoff: { kind: 'exponential', baseMs: 100, maxMs: 1000 },
  maxRetryAfterMs: 5000,
  budget: undefined,
};
const failed: FailedAttempt = {
  attempt: 1,
  retryable: true,
  notSent: false,
  retryAfterMs: undefined,
  previousDelayMs: 0,
  deadlineMs: Number.POSITIVE_INFINITY,
};

function decide(changedLimits: Partial<RetryLimits>, changed: Partial<FailedAttempt>, nowMs = 0) {
  return decideRetry({ ...limits, ...changedLimits }, { ...failed, ...changed }, nowMs, seededRandom(1));
}

describe('decideRetry', () => {
  test('waits by the backoff of the attempt', () => {
    expect(decide({}, { attempt: 1 })).toEqual({ kind: 'retry', delayMs: 100, backoffMs: 100 });
    expect(decide({}, { attempt: 2 })).toEqual({ kind: 'retry', delayMs: 200, backoffMs: 200 });
  });

  test('adds what the server asks for, and keeps it apart from the backoff', () => {
    expect(decide({}, { retryAfterMs: 2000 })).toEqual({ kind: 'retry', delayMs: 2100, backoffMs: 100 });
  });

  test.each([
    [{ retryable: false }, 'not-retryable'],
    [{ attempt: 3 }, 'attempts'],
    [{ retryAfterMs: 5001 }, 'retry-after'],
    [{ deadlineMs: 100 }, 'deadline'],
    [{ deadlineMs: 2100, retryAfterMs: 2000 }, 'deadline'],
    [{}, 'budget'],
  ])('gives up: %j → %s', (changed, why) => {
    const budget = new RetryBudget({ ratio: 0, minPerSecond: 0, burst: 1 });
    budget.withdraw(0);
    expect(decide({ budget }, changed)).toEqual({ kind: 'give-up', why });
  });

  test('pays nothing out of the budget where the attempt was not sent', () => {
    const budget = new RetryBudget({ ratio: 0, minPerSecond: 0, burst: 1 });
    expect(decide({ budget }, { notSent: true }).kind).toBe('retry');
    expect([budget.withdraw(0), budget.withdraw(0)]).toEqual([true, false]);
    expect(decide({ budget }, { notSent: true }).kind).toBe('retry');
  });

  test('waits as long as the server asks for up to the limit', () => {
    expect(decide({}, { retryAfterMs: 5000 })).toEqual({ kind: 'retry', delayMs: 5100, backoffMs: 100 });
  });

  test('retries up to a moment before the deadline', () => {
    expect(decide({}, { deadlineMs: 1101 }, 1000).kind).toBe('retry');
    expect(decide({}, { deadlineMs: 1100 }, 1000).kind).toBe('give-up');
  });
});
