import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

function withdrawals(budget: RetryBudget, nowMs: number, most = 1000): number {
  let count = 0;
  while (count < most && budget.withdraw(nowMs)) count += 1;
  return count;
}

describe('RetryBudget', () => {
  test('begins with its burst, and then grants one retry for ten requests, exactly', () => {
    const budget = new RetryBudget({ ratio: 0.1, minPerSecond: 0, burst: 5 });
    expect(withdrawals(budget, 0)).toBe(5);
    for (let request = 0; request < 10; request += 1) {
      expect(budget.withdraw(0)).toBe(false);
      budget.deposit();
    }
    expect(withdrawals(budget, 0)).toBe(1);
    let granted = 0;
    for (let request = 0; request < 10_000; request += 1) {
      budget.deposit();
      granted += withdrawals(budget, 0);
    }
    expect(granted).toBe(1000);
  });

  test('grants a few retries a second to who makes few requests', () => {
    const budget = new RetryBudget({ ratio: 0, minPerSecond: 2, burst: 1 });
    expect([budget.withdraw(0), budget.withdraw(499), budget.withdraw(500), budget.withdraw(999)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  test('saves up no more than its burst, however long and however much it goes well', () => {
    const budget = new RetryBudget({ ratio: 0.5, minPerSecond: 10, burst: 3 });
    for (let request = 0; request < 1000; request += 1) budget.deposit();
    budget.withdraw(0);
    expect(withdrawals(budget, 1_000_000)).toBe(3);
  });

  test('keeps some for those who cannot do without', () => {
    const budget = new RetryBudget({ ratio: 0, minPerSecond: 0, burst: 5 });
    expect([0, 1, 2, 3].map(() => budget.withdraw(0, 2))).toEqual([true, true, true, false]);
    expect(withdrawals(budget, 0)).toBe(2);
  });

  test('takes back what was not used, and no more than its burst', () => {
    const budget = new RetryBudget({ ratio: 0, minPerSecond: 0, burst: 2 });
    expect(withdrawals(budget, 0)).toBe(2);
    budget.giveBack();
    expect(withdrawals(budget, 0)).toBe(1);
    for (let time = 0; time < 5; time += 1) budget.giveBack();
    expect(withdrawals(budget, 0)).toBe(2);
  });

  test('never grants more than its bound, over any requests and any times', () => {
    const step = fc.record({ requests: fc.nat(30), afterMs: fc.nat(2000), retries: fc.nat(40) });
    const options = fc.record({
      ratio: fc.double({ min: 0, max: 1, noNaN: true }),
      minPerSecond: fc.double({ min: 0, max: 20, noNaN: true }),
      burst: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(options, fc.array(step, { maxLength: 30 }), (limits, steps) => {
        const budget = new RetryBudget(limits);
        let [nowMs, requests, granted] = [0, 0, 0];
        for (const step of steps) {
          nowMs += step.afterMs;
          for (let index = 0; index < step.requests; index += 1) budget.deposit();
          requests += step.requests;
          granted += withdrawals(budget, nowMs, step.retries);
          const bound = limits.burst + limits.ratio * requests + (limits.minPerSecond * nowMs) / 1000;
          expect(granted).toBeLessThanOrEqual(bound + 0.001);
        }
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  test('refuses options that would grant nothing, or what is no number', () => {
    const fine = { ratio: 0.1, minPerSecond: 1, burst: 10 };
    for (const wrong of [{ burst: 0 }, { ratio: -1 }, { minPerSecond: Number.NaN }]) {
      expect(() => new RetryBudget({ ...fine, ...wrong })).toThrow(RangeError);
    }
  });
});
