import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Rejection } from '../policy/rejection.ts';
import { Scope } from '../policy/scope.ts';
import { recordedSurroundings } from '../testing/recorded-surroundings.ts';
import type { RateLimitOptions } from './rate-limit.ts';
import { rateLimit } from './rate-limit.ts';

function limited(options: Partial<RateLimitOptions> = {}) {
  const surroundings = recordedSurroundings();
  const policy = rateLimit({ name: 'api', ratePerSecond: 100, ...options }, surroundings);
  const begun: number[] = [];
  const call = (scope = new Scope()) =>
    policy.run(async () => {
      begun.push(surroundings.time.nowMs());
      return 'answer';
    }, scope);
  return { ...surroundings, policy, begun, call };
}

describe('rateLimit', () => {
  test('lets its burst through and rejects the rest unsent, saying when to come again', async () => {
    const { call, events } = limited({ burst: 2 });
    expect(await Promise.all([call(), call()])).toEqual(['answer', 'answer']);
    await expect(call()).rejects.toMatchObject({
      code: 'rate-limited',
      policy: 'api',
      notSent: true,
      retryAfterMs: 10,
      message: "rate limit 'api': calls come faster than 100 a second",
    });
    expect(events).toEqual([{ type: 'call-rejected', policy: 'api', code: 'rate-limited' }]);
  });

  test('lets calls wait for their turn in order, by one timer', async () => {
    const { call, begun, time, policy, events } = limited({ maxWaitMs: 30 });
    const calls = [call(), call(), call(), call()];
    await expect(call()).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: 40 });
    expect([policy.waiting, time.pendingTimers]).toEqual([3, 1]);
    await time.advance(40);
    await Promise.all(calls);
    expect(begun).toEqual([0, 10, 20, 30]);
    expect([policy.waiting, time.pendingTimers]).toEqual([0, 0]);
    expect(events.slice(0, 3)).toEqual([1, 2, 3].map((waiting) => ({ type: 'call-queued', policy: 'api', waiting })));
  });

  test('rejects at once a call whose deadline would pass while it waits', async () => {
    const { call, time, policy } = limited({ maxWaitMs: 1000 });
    await call();
    await expect(call(new Scope(10))).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: 10 });
    const waiting = call(new Scope(11));
    expect(policy.waiting).toBe(1);
    await time.advance(10);
    expect(await waiting).toBe('answer');
  });

  test('ends the wait of a call that is given up, and gives its turn to the next', async () => {
    const { call, begun, time, policy } = limited({ maxWaitMs: 1000 });
    await call();
    const scope = new Scope();
    const abandoned = call(scope);
    const next = call();
    scope.cancel(new Error('left'));
    await expect(abandoned).rejects.toThrow('left');
    expect(policy.waiting).toBe(1);
    await time.advance(10);
    expect(await next).toBe('answer');
    expect([begun, time.pendingTimers]).toEqual([[0, 10], 0]);
  });

  test('does not call when it is given up as its turn comes', async () => {
    const { policy, time } = limited({ maxWaitMs: 1000 });
    await policy.run(async () => 1, new Scope());
    const scope = new Scope();
    const abandoned = policy.run(() => expect.unreachable(), scope);
    time.advanceAtOnce(10);
    expect(policy.waiting).toBe(0);
    scope.cancel('left');
    await expect(abandoned).rejects.toBe('left');
  });

  test('lets nobody overtake those that wait, though a timer is late', async () => {
    const { policy, begun, call, ...surroundings } = limited({ maxWaitMs: 1000, burst: 1 });
    const order: string[] = [];
    await call();
    const named = (name: string) => policy.run(async () => order.push(name), new Scope());
    const waiting = named('first');
    // Time passes, and the timer has not fired yet.
    Object.assign(surroundings.time, { nowMs: () => 25 });
    const newcomer = named('second');
    await waiting;
    Reflect.deleteProperty(surroundings.time, 'nowMs');
    await surroundings.time.advance(100);
    await newcomer;
    expect(order).toEqual(['first', 'second']);
    expect(begun).toEqual([0]);
  });

  test('rejects where an operation throws before it returns a promise', async () => {
    const { policy } = limited();
    const throwing = (): Promise<never> => {
      throw new Error('at once');
    };
    await expect(policy.run(throwing, new Scope())).rejects.toThrow('at once');
  });

  test('names the option that is out of range', () => {
    for (const [option, value] of [
      ['ratePerSecond', 0],
      ['burst', 0.5],
      ['maxWaitMs', -1],
      ['maxWaiting', -1],
    ] as const) {
      expect(() => limited({ [option]: value })).toThrow(`api: ${option} is ${value}; give`);
    }
  });

  test('over any schedule begins no more than its bound, keeps the order, and lets nobody wait too long', async () => {
    const steps = fc.array(
      fc.oneof(fc.constant('call' as const), fc.record({ ms: fc.nat(25) }), fc.record({ cancel: fc.nat(30) })),
      { maxLength: 80, size: 'max' },
    );
    const options = fc.record({
      ratePerSecond: fc.constantFrom(30, 100, 333),
      burst: fc.integer({ min: 1, max: 3 }),
      maxWaitMs: fc.constantFrom(0, 20, 100),
      maxWaiting: fc.constantFrom(2, Number.POSITIVE_INFINITY),
    });
    await fc.assert(
      fc.asyncProperty(options, steps, async (given, schedule) => {
        const { policy, time, events } = limited(given);
        const begun: { call: number; atMs: number }[] = [];
        const scopes: Scope[] = [];
        const outcomes: unknown[] = [];
        for (const step of schedule) {
          if (step === 'call') {
            const call = scopes.push(new Scope()) - 1;
            const cameMs = time.nowMs();
            const operation = async () => {
              begun.push({ call, atMs: time.nowMs() });
              expect(time.nowMs() - cameMs).toBeLessThanOrEqual(given.maxWaitMs + 1);
            };
            const settle = (outcome: unknown) => {
              outcomes[call] = outcome ?? 'done';
            };
            policy.run(operation, scopes[call] ?? new Scope()).then(settle, settle);
          } else if ('ms' in step) await time.advance(step.ms);
          else scopes[step.cancel % scopes.length]?.cancel('left');
        }
        await time.advance(1000);
        expect([policy.waiting, time.pendingTimers]).toEqual([0, 0]);
        expect(begun.map(({ call }) => call)).toEqual(begun.map(({ call }) => call).sort((a, b) => a - b));
        expect(outcomes.filter((outcome) => outcome !== undefined)).toHaveLength(scopes.length);
        expect(outcomes.filter((outcome) => outcome instanceof Rejection)).toHaveLength(
          events.filter(({ type }) => type === 'call-rejected').length,
        );
        for (const [from, { atMs }] of begun.entries()) {
          for (const [offset, later] of begun.slice(from).entries()) {
            const allowed = given.burst + ((later.atMs - atMs) * given.ratePerSecond) / 1000;
            expect(offset + 1).toBeLessThanOrEqual(allowed + 1e-6);
          }
        }
      }),
      { seed: 8, numRuns: 150 },
    );
  });
});
