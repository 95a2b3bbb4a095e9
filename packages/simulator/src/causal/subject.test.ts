import { describe, expect, test } from 'vitest';
import type { PlanOptions } from '../outcome/outcome.ts';
import { faultKindNames } from '../subjects/fault-kinds.ts';
import { causalSubject } from './subject.ts';

const options: PlanOptions = { nodes: 4, untilUs: 30_000_000, faults: faultKindNames };
const run = (seed: number, given: PlanOptions = options) =>
  causalSubject.run(causalSubject.plan(seed, given), { trace: false });

describe('causal broadcast', () => {
  test('delivers everything everywhere, in causal order and in one total order, under every fault', () => {
    const outcomes = [1, 2, 3].map((seed) => run(seed));
    for (const { violation, history } of outcomes) {
      expect(violation).toBeUndefined();
      expect(history.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThan(90);
    }
    for (const counter of causalSubject.expected) {
      expect(outcomes.some(({ coverage }) => (coverage[counter] ?? 0) > 0)).toBe(true);
    }
  });

  test.each([
    ['causes-not-told', 'causal-order'],
    ['time-told-ahead', 'total-order'],
    ['status-not-told', 'delivery'],
  ])('the planted bug %s breaks %s', (bug, check) => {
    expect(run(1, { ...options, bug }).violation?.check).toBe(check);
  });

  test('a bug that nobody planted is refused with the nearest name', () => {
    expect(() => run(1, { ...options, bug: 'time-told-ahed' })).toThrow("no planted bug 'time-told-ahed'");
  });

  test('the same seed gives the same run', () => {
    const { digest } = run(4);
    expect(run(4).digest).toBe(digest);
    expect(run(5).digest).not.toBe(digest);
  });

  test('what was in the way until the end proves nothing about what stayed away', () => {
    const plan = causalSubject.plan(1, { ...options, bug: 'status-not-told' });
    const outcome = causalSubject.run({ ...plan, untilUs: plan.untilUs - 5_000_000 }, { trace: false });
    expect(outcome.verdict).toBe('passed');
  });
});
