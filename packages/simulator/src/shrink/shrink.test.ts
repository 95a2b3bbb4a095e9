import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Outcome, Subject } from '../outcome/outcome.ts';
import type { ToyPlan } from '../subjects/testing/toy-subject.ts';
import { toySubject } from '../subjects/testing/toy-subject.ts';
import { shrink } from './shrink.ts';

const toy = toySubject();

function shrinkAll(subject: Subject<ToyPlan>, numbers: readonly number[], maximumRuns = 1000) {
  const plan = { seed: 1, numbers };
  return [...shrink(subject, plan, subject.run(plan, { trace: false }), maximumRuns)].at(-1);
}

describe('a failing plan', () => {
  test('is made as small as it can be, and still fails', () => {
    const found = shrinkAll(toy, [1, 2, 3, 4, 5, 6, 7, 8]);
    expect(found?.plan.numbers).toEqual([3, 7]);
    expect(found?.isMinimal).toBe(true);
    expect(found?.outcome.violation?.check).toBe('toy');
  });

  test('is minimal whatever it was: nothing can be left out of it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 }), (others) => {
        const numbers = [...new Set([...others, 3, 7])];
        expect(shrinkAll(toy, numbers, 10_000)?.plan.numbers.toSorted()).toEqual([3, 7]);
      }),
    );
  });

  test('is not traded for one that fails by another check', () => {
    const other = { check: 'another', atUs: 1, text: '' };
    const subject = {
      ...toy,
      run: (plan: ToyPlan): Outcome => {
        const outcome = toy.run(plan, { trace: false });
        return plan.numbers.includes(1) ? outcome : { ...outcome, verdict: 'failed', violation: other };
      },
    };
    expect(shrinkAll(subject, [1, 2, 3, 7])?.plan.numbers).toEqual([1, 3, 7]);
  });

  test('is tried again from the boldest, since what could not go before may go once something else has gone', () => {
    const passed = toy.run({ seed: 1, numbers: [] }, { trace: false });
    const subject: Subject<ToyPlan> = {
      ...toy,
      // 2 can only go after 1, which stands behind it.
      run: (plan) => (plan.numbers.includes(1) && !plan.numbers.includes(2) ? passed : toy.run(plan, { trace: false })),
      simpler: ({ seed, numbers }) =>
        numbers.map((left) => ({ seed, numbers: numbers.filter((number) => number !== left) })),
    };
    expect(shrinkAll(subject, [2, 1, 3, 7])?.plan.numbers).toEqual([3, 7]);
  });

  test('is given as far as it came where the bound was reached, and says so', () => {
    const found = shrinkAll(toy, [1, 2, 3, 4, 5, 6, 7, 8], 4);
    expect(found).toMatchObject({ runs: 4, isMinimal: false });
    expect(found?.plan.numbers).toContain(3);
  });
});
