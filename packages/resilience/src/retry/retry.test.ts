import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hedge } from '../hedge/hedge.ts';
import { fixedDelay } from '../hedge/hedge-delay.ts';
import { pipeline } from '../pipeline/pipeline.ts';
import { Rejection } from '../policy/rejection.ts';
import { Scope } from '../policy/scope.ts';
import { recordedSurroundings } from '../testing/recorded-surroundings.ts';
import { timeout } from '../timeout/timeout.ts';
import type { RetryOptions } from './retry.ts';
import { retry } from './retry.ts';
import { RetryBudget } from './retry-budget.ts';

const failure = new Error('no');
const always: RetryOptions = {
  name: 'stock',
  maxAttempts: 3,
  backoff: { kind: 'constant', delayMs: 100 },
  retryable: () => true,
};

/** A policy in surroundings of its own, and an operation that notes when it was called and fails `failures` times. */
function failing(
  options: Partial<RetryOptions>,
  failures: number,
  errors: (attempt: number) => unknown = () => failure,
) {
  const surroundings = recordedSurroundings();
  const calledMs: number[] = [];
  const operation = () => {
    calledMs.push(surroundings.time.nowMs());
    return calledMs.length > failures ? Promise.resolve('done') : Promise.reject(errors(calledMs.length));
  };
  return {
    surroundings,
    time: surroundings.time,
    policy: retry({ ...always, ...options }, surroundings),
    operation,
    calledMs,
  };
}

describe('retry', () => {
  test('calls again until it succeeds, and tells of each wait', async () => {
    const { surroundings, time, policy, operation, calledMs } = failing({}, 2);
    const outcome = policy.run(operation, new Scope());
    await time.advance(1000);
    expect(await outcome).toBe('done');
    expect(calledMs).toEqual([0, 100, 200]);
    const scheduled = { type: 'retry-scheduled', policy: 'stock', delayMs: 100, reason: failure };
    expect(surroundings.events).toEqual([1, 2].map((attempt) => ({ ...scheduled, attempt })));
  });

  test('gives up with the last error when its attempts are made', async () => {
    const { surroundings, time, policy, operation, calledMs } = failing({}, 9, (attempt) => `failed ${attempt}`);
    const outcome = policy.run(operation, new Scope()).catch((error: unknown) => error);
    await time.advance(1000);
    expect([await outcome, calledMs.length]).toEqual(['failed 3', 3]);
    expect(surroundings.events.at(-1)).toEqual({ type: 'retry-refused', policy: 'stock', attempt: 3, why: 'attempts' });
  });

  test('does not call again after an error that is not retryable', async () => {
    const { surroundings, policy, operation, calledMs } = failing({ retryable: (error) => error !== failure }, 1);
    await expect(policy.run(operation, new Scope())).rejects.toBe(failure);
    expect([calledMs.length, surroundings.events]).toMatchObject([1, [{ why: 'not-retryable', attempt: 1 }]]);
  });

  test('retries an operation that throws before it returns a promise, at every attempt', async () => {
    const { time, policy, calledMs } = failing({}, 0);
    const outcome = policy
      .run(() => {
        calledMs.push(time.nowMs());
        throw failure;
      }, new Scope())
      .catch((error: unknown) => error);
    await time.advance(1000);
    expect([await outcome, calledMs.length]).toEqual([failure, 3]);
  });

  test('rejects with what its predicate throws, at any attempt, rather than never', async () => {
    const wrong = new Error('a defect');
    for (const throwsAt of [1, 2]) {
      const retryable = (_: unknown, attempt: number) => {
        if (attempt === throwsAt) throw wrong;
        return true;
      };
      const { time, policy, operation } = failing({ retryable }, 9);
      const outcome = policy.run(operation, new Scope()).catch((error: unknown) => error);
      await time.advance(1000);
      expect(await outcome).toBe(wrong);
    }
  });
});

describe('retry and Retry-After', () => {
  test('waits as long as the server asks, and its backoff besides, and gives up where that is too long', async () => {
    for (const [askedMs, waitedMs] of [
      [5000, 5100],
      [20_000, 20_100],
      [20_001, undefined],
      [Number.POSITIVE_INFINITY, undefined],
      [-5000, 100],
      [Number.NaN, 100],
      [undefined, 100],
    ]) {
      const { time, policy, operation, calledMs } = failing(
        { retryAfterMs: () => askedMs, maxRetryAfterMs: 20_000 },
        1,
      );
      void policy.run(operation, new Scope()).catch(() => undefined);
      await time.advance(100_000);
      expect(calledMs).toEqual(waitedMs === undefined ? [0] : [0, waitedMs]);
    }
  });

  test('heeds what a rejection by another policy says', async () => {
    const open = new Rejection('circuit-open', 'breaker', 'open', { notSent: true, retryAfterMs: 700 });
    const { time, policy, operation, calledMs } = failing({}, 1, () => open);
    policy.run(operation, new Scope());
    await time.advance(10_000);
    expect(calledMs).toEqual([0, 800]);
  });
});

describe('retry and a caller who gives up', () => {
  // cockatiel, vercel/ai#7656, browserbase/sdk-node#205 and others waited to the end of the delay.
  test('ends its wait at once, with the reason, and calls nothing any more', async () => {
    const { time, policy, operation, calledMs } = failing({}, 9);
    const controller = new AbortController();
    const outcome = pipeline(policy)
      .execute(operation, { signal: controller.signal })
      .catch((error: unknown) => [error, time.nowMs()]);
    await time.advance(50);
    controller.abort('left');
    expect(await outcome).toEqual(['left', 50]);
    expect(time.pendingTimers).toBe(0);
    await time.advance(1000);
    expect(calledMs).toEqual([0]);
  });

  test('does not retry what failed after the abort, or because of it', async () => {
    const { surroundings, time, policy } = failing({}, 9);
    const scope = new Scope();
    let calls = 0;
    const outcome = policy
      .run((inner) => {
        calls += 1;
        return new Promise((_, reject) => inner.onCancel(() => reject(failure)));
      }, scope)
      .catch((error: unknown) => error);
    scope.cancel('left');
    await time.advance(1000);
    expect([await outcome, calls, surroundings.events]).toEqual(['left', 1, []]);
  });

  test('does not call at all where its caller has given up before', async () => {
    const { policy, operation, calledMs } = failing({}, 0);
    const scope = new Scope();
    scope.cancel('left');
    await expect(policy.run(operation, scope)).rejects.toBe('left');
    expect(calledMs).toEqual([]);
  });

  test('calls nothing where an observer of the failure gives up', async () => {
    const scope = new Scope();
    const surroundings = { ...recordedSurroundings(), observe: () => scope.cancel('left') };
    let calls = 0;
    const outcome = retry(always, surroundings).run(() => Promise.reject(new Error(`${++calls}`)), scope);
    await expect(outcome).rejects.toBe('left');
    await surroundings.time.advance(1000);
    expect([calls, surroundings.time.pendingTimers]).toEqual([1, 0]);
  });
});

describe('retry and a deadline', () => {
  test('does not even wait when the deadline would pass meanwhile', async () => {
    const { surroundings, time, policy, operation, calledMs } = failing({ maxAttempts: 9 }, 9);
    const outcome = policy.run(operation, new Scope(250)).catch(() => time.nowMs());
    await time.advance(1000);
    expect([await outcome, calledMs]).toEqual([200, [0, 100, 200]]);
    expect(surroundings.events.at(-1)).toMatchObject({ type: 'retry-refused', why: 'deadline' });
  });

  test('pays nothing out of the budget for a retry that it does not make', async () => {
    const budget = new RetryBudget({ ratio: 0, minPerSecond: 0, burst: 1 });
    const { policy, operation } = failing({ budget }, 9);
    await expect(policy.run(operation, new Scope(100))).rejects.toBe(failure);
    expect([budget.withdraw(0), budget.withdraw(0)]).toEqual([true, false]);
  });
});

describe('retry and what was sent', () => {
  const notSent = new Rejection('circuit-open', 'breaker', 'open', { notSent: true, retryAfterMs: 5 });
  const timedOut = new Rejection('timed-out', 'time', 'late', { notSent: false });

  test('does not claim that nothing was sent when an earlier attempt was', async () => {
    const { time, policy, operation } = failing({}, 9, (attempt) => (attempt === 1 ? timedOut : notSent));
    const outcome = policy.run(operation, new Scope()).catch((error: unknown) => error);
    await time.advance(1000);
    expect(await outcome).toMatchObject({ code: 'retries-exhausted', notSent: false, cause: notSent, retryAfterMs: 5 });
  });

  test('passes the rejection on when no attempt was sent', async () => {
    const { time, policy, operation } = failing({}, 9, () => notSent);
    const outcome = policy.run(operation, new Scope()).catch((error: unknown) => error);
    await time.advance(1000);
    expect(await outcome).toBe(notSent);
  });
});

describe('retry and its budget', () => {
  test('bounds the load on a dependency that is down, however many policies and calls share it', async () => {
    const surroundings = recordedSurroundings();
    const { time } = surroundings;
    const budget = new RetryBudget({ ratio: 0.1, minPerSecond: 0, burst: 10 });
    const policies = ['a', 'b', 'c'].map((name) => retry({ ...always, name, maxAttempts: 5, budget }, surroundings));
    let calls = 0;
    const down = () => Promise.reject(new Error(`${++calls}`));
    for (let round = 0; round < 100; round += 1) {
      for (const policy of policies) policy.run(down, new Scope()).catch(() => undefined);
      await time.advance(10);
    }
    await time.advance(1000);
    expect(calls).toBeGreaterThan(330);
    expect(calls).toBeLessThanOrEqual(300 * 1.1 + 10);
    expect(surroundings.events).toContainEqual({ type: 'retry-refused', policy: 'b', attempt: 1, why: 'budget' });
  });
});

test('a request counts once in a budget that several policies around one call share', async () => {
  const surroundings = recordedSurroundings();
  const budget = new RetryBudget({ ratio: 0.5, minPerSecond: 0, burst: 1 });
  budget.withdraw(0);
  const delay = fixedDelay(1000);
  const policy = pipeline(
    retry({ ...always, name: 'outer', budget }, surroundings),
    timeout({ name: 'time', afterMs: 500 }, surroundings),
    retry({ ...always, name: 'inner', budget }, surroundings),
    hedge({ name: 'copy', safeToRepeat: true, delay, budget }, surroundings),
  );
  await policy.execute(async () => 1);
  expect(budget.withdraw(0)).toBe(false);
  await policy.execute(async () => 1);
  expect([budget.withdraw(0), budget.withdraw(0)]).toEqual([true, false]);
});

test('over any schedule: attempts are bounded, none begins after the abort or the deadline, and every call ends', async () => {
  const run = fc.record({
    maxAttempts: fc.integer({ min: 1, max: 6 }),
    failures: fc.nat(7),
    lastsMs: fc.nat(120),
    kind: fc.constantFrom('full-jitter' as const, 'decorrelated-jitter' as const, 'exponential' as const),
    deadlineMs: fc.option(fc.integer({ min: 1, max: 600 }), { nil: Number.POSITIVE_INFINITY }),
    abortMs: fc.option(fc.nat(600)),
    seed: fc.integer(),
  });
  await fc.assert(
    fc.asyncProperty(run, async ({ maxAttempts, failures, lastsMs, kind, deadlineMs, abortMs, seed }) => {
      const surroundings = recordedSurroundings(seed);
      const { time } = surroundings;
      const scope = new Scope(deadlineMs);
      if (abortMs !== null) time.schedule(abortMs, () => scope.cancel('left'));
      const begunMs: number[] = [];
      const backoff = { kind, baseMs: 10, maxMs: 80 };
      let outcome: unknown;
      retry({ ...always, maxAttempts, backoff }, surroundings)
        .run(() => {
          const attempt = begunMs.push(time.nowMs());
          return new Promise((resolve, reject) => {
            time.schedule(lastsMs, () => (attempt > failures ? resolve('done') : reject(failure)));
          });
        }, scope)
        .then(
          (value) => {
            outcome = value;
          },
          (error: unknown) => {
            outcome = error;
          },
        );
      await time.advance(5000);
      expect(['done', failure, 'left']).toContain(outcome);
      expect(begunMs.length).toBeLessThanOrEqual(Math.min(maxAttempts, failures + 1));
      for (const atMs of begunMs.slice(1)) expect(atMs).toBeLessThan(deadlineMs);
      for (const atMs of begunMs) expect(atMs).toBeLessThanOrEqual(abortMs ?? 5000);
      if (deadlineMs === Number.POSITIVE_INFINITY && abortMs === null) {
        expect(outcome).toBe(maxAttempts > failures ? 'done' : failure);
        expect(begunMs.length).toBe(Math.min(maxAttempts, failures + 1));
      }
      expect(time.pendingTimers).toBe(0);
    }),
    { seed: 4, numRuns: 200 },
  );
});
