import { getEventListeners } from 'node:events';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { circuitBreaker } from '../breaker/circuit-breaker.ts';
import { consecutive } from '../breaker/trip-rule.ts';
import { bulkhead } from '../bulkhead/bulkhead.ts';
import { deadline } from '../deadline/deadline.ts';
import { fallback } from '../fallback/fallback.ts';
import { hedge } from '../hedge/hedge.ts';
import { fixedDelay } from '../hedge/hedge-delay.ts';
import type { Policy } from '../policy/policy.ts';
import type { Scope } from '../policy/scope.ts';
import { rateLimit } from '../rate-limit/rate-limit.ts';
import { retry } from '../retry/retry.ts';
import { RetryBudget } from '../retry/retry-budget.ts';
import { recordedSurroundings } from '../testing/recorded-surroundings.ts';
import { timeout } from '../timeout/timeout.ts';
import { pipeline } from './pipeline.ts';

function traced(name: string, trace: string[]): Policy {
  return {
    run: async (operation, scope) => {
      trace.push(`${name} begins`);
      try {
        return await operation(scope.inner());
      } finally {
        trace.push(`${name} ends`);
      }
    },
  };
}

const orZero: Policy<0> = { run: (operation, scope) => operation(scope).catch(() => 0 as const) };

describe('pipeline', () => {
  test('takes operations that return no promise, or throw, through every policy', async () => {
    const surroundings = recordedSurroundings();
    const name = 'plain';
    const budget = new RetryBudget({ ratio: 0, minPerSecond: 0, burst: 1 });
    const policies = [
      retry({ name, maxAttempts: 1, backoff: { kind: 'constant', delayMs: 0 }, retryable: () => false }, surroundings),
      timeout({ name, afterMs: 10 }, surroundings),
      deadline({ name }, surroundings),
      circuitBreaker({ name, trip: consecutive(9), openMs: 10 }, surroundings),
      bulkhead({ name, limit: 1 }, surroundings),
      rateLimit({ name, ratePerSecond: 1, burst: 99 }, surroundings),
      hedge({ name, safeToRepeat: true, delay: fixedDelay(5), budget }, surroundings),
      fallback({ name, handles: () => false, answer: () => 0 }, surroundings),
    ];
    // What a program without types may hand in.
    const plain: unknown = () => 5;
    const throwing = () => {
      throw new Error('at once');
    };
    for (const composed of [pipeline(), pipeline(...policies), ...policies.map((policy) => pipeline(policy))]) {
      expect(await composed.execute(plain as () => Promise<number>)).toBe(5);
      await expect(composed.execute(throwing)).rejects.toThrow('at once');
    }
  });

  test('has its first policy outermost', async () => {
    const trace: string[] = [];
    const policy = pipeline(traced('outer', trace), pipeline(traced('middle', trace)), traced('inner', trace));
    const answer = await policy.execute(async () => {
      trace.push('operation');
      return 5;
    });
    expect(answer).toBe(5);
    expect(trace).toEqual([
      'outer begins',
      'middle begins',
      'inner begins',
      'operation',
      'inner ends',
      'middle ends',
      'outer ends',
    ]);
  });

  test('keeps the types of the result and of the fallback', async () => {
    const plain = pipeline(traced('a', []), traced('b', []));
    expectTypeOf(await plain.execute(async () => 'text')).toEqualTypeOf<string>();
    const falling = pipeline(traced('a', []), orZero, plain);
    expectTypeOf(await falling.execute(async () => 'text')).toEqualTypeOf<string | 0>();
    expectTypeOf(await pipeline(falling, plain).execute(async () => 'text')).toEqualTypeOf<string | 0>();
    expectTypeOf(await pipeline().execute(async () => 'text')).toEqualTypeOf<string>();
  });

  test('rejects where the operation throws before it returns a promise', async () => {
    const policy = pipeline(orZero);
    const throwing = (): Promise<string> => {
      throw new Error('at once');
    };
    expect(await policy.execute(throwing)).toBe(0);
    await expect(pipeline().execute(throwing)).rejects.toThrow('at once');
  });

  test('rejects at once with the reason of its signal, and cancels the scope of an operation that goes on', async () => {
    const controller = new AbortController();
    let scope: Scope | undefined;
    const call = pipeline(traced('a', [])).execute(
      (given) => {
        scope = given;
        return new Promise(() => undefined);
      },
      { signal: controller.signal },
    );
    const reason = new Error('the client left');
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    expect([scope?.cancelled, scope?.signal.reason]).toEqual([true, reason]);
  });

  test('does not call the operation once its signal has aborted', async () => {
    const call = pipeline().execute(() => expect.unreachable(), { signal: AbortSignal.abort('left') });
    await expect(call).rejects.toBe('left');
  });

  test('hears a signal through one listener however many pipelines it is handed to', async () => {
    const { signal } = new AbortController();
    for (let made = 0; made < 20; made += 1) await pipeline().execute(async () => 1, { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  });

  test('rejects a deadline that is none', async () => {
    const call = pipeline().execute(() => expect.unreachable(), { deadlineMs: Number.NaN });
    await expect(call).rejects.toThrow('deadlineMs is NaN; give');
  });

  test('hears a signal through one listener however many calls share it, and leaves nothing on its scope', async () => {
    const { signal } = new AbortController();
    const policy = pipeline(traced('a', []));
    const calls = Array.from({ length: 1000 }, (_, index) => policy.execute(async () => index, { signal }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    expect(await Promise.all(calls)).toHaveLength(1000);
    await expect(policy.execute(() => Promise.reject(new Error('no')), { signal })).rejects.toThrow('no');
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  });

  test('lets go of its signal when the call is over', async () => {
    const controller = new AbortController();
    const scopes: Scope[] = [];
    const keep = (scope: Scope) => {
      scopes.push(scope);
      scope.onCancel(() => expect.unreachable());
    };
    const { signal } = controller;
    await pipeline().execute(async (scope) => keep(scope), { signal });
    const failing = pipeline().execute(
      async (scope) => {
        keep(scope);
        throw new Error('no');
      },
      { signal },
    );
    await expect(failing).rejects.toThrow('no');
    controller.abort();
    expect(scopes.map(({ cancelled }) => cancelled)).toEqual([false, false]);
  });

  test('hands the deadline of a call to its operation', async () => {
    const policy = pipeline(traced('a', []));
    expect(await policy.execute(async ({ deadlineMs }) => deadlineMs, { deadlineMs: 40 })).toBe(40);
    expect(await policy.execute(async ({ deadlineMs }) => deadlineMs)).toBe(Number.POSITIVE_INFINITY);
    const { signal } = new AbortController();
    expect(await policy.execute(async ({ deadlineMs }) => deadlineMs, { signal, deadlineMs: 7 })).toBe(7);
  });
});
