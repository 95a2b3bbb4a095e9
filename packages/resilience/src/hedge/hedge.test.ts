import { describe, expect, expectTypeOf, test, vi } from 'vitest';
import { Scope } from '../policy/scope.ts';
import { RetryBudget } from '../retry/retry-budget.ts';
import { recordedSurroundings } from '../testing/recorded-surroundings.ts';
import type { HedgeOptions } from './hedge.ts';
import { hedge } from './hedge.ts';
import { fixedDelay, percentileDelay } from './hedge-delay.ts';

interface Attempt {
  readonly scope: Scope;
  readonly atMs: number;
  answer(value: string): void;
  fail(error: Error): void;
}

const plenty = () => new RetryBudget({ ratio: 1, minPerSecond: 0, burst: 1000 });

function hedged(options: Partial<HedgeOptions> = {}) {
  const { time, ...surroundings } = recordedSurroundings();
  const policy = hedge(
    { name: 'search', safeToRepeat: true, delay: fixedDelay(50), budget: plenty(), ...options },
    { time, ...surroundings },
  );
  const attempts: Attempt[] = [];
  const operation = (scope: Scope) =>
    new Promise<string>((answer, fail) => attempts.push({ scope, atMs: time.nowMs(), answer, fail }));
  const call = (scope = new Scope()) => policy.run(operation, scope);
  return { ...surroundings, time, policy, attempts, call };
}

describe('hedge', () => {
  test('sends no copy for an answer that came while the process stood still', async () => {
    const { time, events, ...rest } = recordedSurroundings();
    const budget = new RetryBudget({ ratio: 1, minPerSecond: 0, burst: 10 });
    const policy = hedge({ name: 'h', safeToRepeat: true, delay: fixedDelay(10), budget }, { time, ...rest });
    let answer = (_: string) => {};
    const call = policy.run(() => new Promise<string>((resolve) => (answer = resolve)), new Scope());
    vi.spyOn(time, 'nowMs').mockReturnValue(300);
    setImmediate(() => answer('here already'));
    time.advanceAtOnce(10);
    expect([await call, events]).toEqual(['here already', []]);
  });

  test('sends no copy of a call that is answered in time, and leaves nothing behind', async () => {
    const { call, attempts, time, events } = hedged();
    const answered = call();
    await time.advance(49);
    attempts[0]?.answer('a');
    expect(await answered).toBe('a');
    expect(time.keptAlarms).toBe(0);
    await time.advance(1000);
    expect([attempts.length, events, time.pendingTimers]).toEqual([1, [], 0]);
  });

  test('sends a copy after its delay, takes the first success and cancels the other', async () => {
    const { call, attempts, time, events } = hedged();
    const answered = call();
    await time.advance(50);
    expect(attempts.map(({ atMs }) => atMs)).toEqual([0, 50]);
    attempts[1]?.answer('from the copy');
    expect(await answered).toBe('from the copy');
    expect(attempts.map(({ scope }) => scope.cancelled)).toEqual([true, false]);
    expect(attempts[0]?.scope.signal.reason).toMatchObject({ name: 'AbortError' });
    attempts[0]?.answer('late');
    expect(events).toEqual([
      { type: 'hedge-sent', policy: 'search', copy: 1 },
      { type: 'hedge-won', policy: 'search', copy: 1 },
    ]);
  });

  test('cancels the copy when the first attempt answers after all', async () => {
    const { call, attempts, time, events } = hedged();
    const answered = call();
    await time.advance(60);
    attempts[0]?.answer('first');
    expect(await answered).toBe('first');
    expect(attempts.map(({ scope }) => scope.cancelled)).toEqual([false, true]);
    expect(events.map(({ type }) => type)).toEqual(['hedge-sent']);
  });

  test('sends at most as many copies as it may, one after another', async () => {
    const { call, attempts, time } = hedged({ maxCopies: 2 });
    const answered = call();
    await time.advance(1000);
    expect(attempts.map(({ atMs }) => atMs)).toEqual([0, 50, 100]);
    attempts[2]?.answer('third');
    expect(await answered).toBe('third');
    expect(attempts.map(({ scope }) => scope.cancelled)).toEqual([true, true, false]);
  });

  test('waits for the other attempt when one fails', async () => {
    const { call, attempts, time } = hedged();
    const answered = call();
    await time.advance(50);
    attempts[0]?.fail(new Error('down'));
    await time.settle();
    attempts[1]?.answer('up');
    expect(await answered).toBe('up');
  });

  test('rejects with the first error when all failed, and at once when nothing else is out', async () => {
    const { call, attempts, time } = hedged();
    const both = call();
    await time.advance(50);
    attempts[1]?.fail(new Error('one'));
    attempts[0]?.fail(new Error('two'));
    await expect(both).rejects.toThrow('one');
    const alone = call();
    attempts[2]?.fail(new Error('alone'));
    await expect(alone).rejects.toThrow('alone');
    await time.advance(1000);
    expect([attempts.length, time.pendingTimers]).toEqual([3, 0]);
  });

  test('rejects at once and cancels every attempt when the caller gives up, and sends no more', async () => {
    const { call, attempts, time } = hedged({ maxCopies: 3 });
    const scope = new Scope();
    const abandoned = call(scope);
    await time.advance(50);
    const reason = new Error('left');
    scope.cancel(reason);
    await expect(abandoned).rejects.toBe(reason);
    expect(attempts.map((attempt) => attempt.scope.signal.reason)).toEqual([reason, reason]);
    await time.advance(1000);
    expect([attempts.length, time.pendingTimers]).toEqual([2, 0]);
  });

  test('sends copies within its budget: when all is slow, a share of the requests', async () => {
    const { call, attempts, time } = hedged({ budget: new RetryBudget({ ratio: 0.1, minPerSecond: 0, burst: 1 }) });
    for (let request = 0; request < 200; request += 1) {
      void call();
      await time.advance(10);
    }
    await time.advance(1000);
    expect(attempts.length).toBeGreaterThan(200);
    expect(attempts.length).toBeLessThanOrEqual(200 + 1 + 200 * 0.1);
  });

  test('sends no copy that would be due after the deadline', async () => {
    const { call, attempts, time } = hedged();
    void call(new Scope(50));
    await time.advance(1000);
    expect(attempts).toHaveLength(1);
  });

  test('with a percentile, sends copies of the slowest calls only, and keeps the delay while copies win', async () => {
    const delay = percentileDelay({ percentile: 95, initialMs: 1000 });
    const { call, attempts, time } = hedged({ delay });
    let copies = 0;
    for (let request = 0; request < 2000; request += 1) {
      const sent = attempts.length;
      const answered = call();
      // Three in a hundred are stuck; the others take 1 to 20 ms.
      if (request % 100 < 97) await time.advance(1 + (request % 20));
      else await time.advance(request < 100 ? 2000 : 100);
      copies += attempts.length - sent - 1;
      attempts.at(-1)?.answer('a');
      await answered;
    }
    expect(copies).toBeGreaterThan(2000 * 0.025);
    expect(copies).toBeLessThan(2000 * 0.09);
  });

  test('lets a copy that cannot be sent fail without the call', async () => {
    const { policy, time } = hedged();
    let attempts = 0;
    const answered = policy.run(() => {
      attempts += 1;
      if (attempts > 1) throw new Error('at once');
      return new Promise((resolve) => time.schedule(80, () => resolve('first')));
    }, new Scope());
    await time.advance(80);
    expect(await answered).toBe('first');
  });

  test('does not call for a caller that has left', async () => {
    const { policy } = hedged();
    const scope = new Scope();
    scope.cancel('left');
    await expect(policy.run(() => expect.unreachable(), scope)).rejects.toBe('left');
  });

  test('is only made for what is safe to repeat', () => {
    expectTypeOf<HedgeOptions['safeToRepeat']>().toEqualTypeOf<true>();
    const options: HedgeOptions = { name: 'search', safeToRepeat: true, delay: fixedDelay(50), budget: plenty() };
    Reflect.set(options, 'safeToRepeat', false);
    expect(() => hedge(options, recordedSurroundings())).toThrow('search: a hedge sends calls twice');
    expect(() => hedged({ maxCopies: 0 })).toThrow('search: maxCopies is 0');
  });
});
