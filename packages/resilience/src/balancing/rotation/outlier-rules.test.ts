import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SuccessRateRule } from './outlier-rules.ts';
import { outliers } from './outlier-rules.ts';

const rule: SuccessRateRule = { windowMs: 1000, minimumVolume: 20, minimumDifference: 0.2, minimumZ: 3 };
const tally = (successes: number, failures: number) => ({ successes, failures });

test('the bad one of three is found, where a distance of 1.9 standard deviations cannot be', () => {
  expect(outliers([tally(100, 0), tally(0, 100), tally(100, 0)], rule)).toEqual([1]);
});

test('the bad one of two is found', () => {
  expect(outliers([tally(100, 0), tally(70, 30)], rule)).toEqual([1]);
});

test('where all fail alike nobody is the outlier', () => {
  expect(outliers([tally(1, 99), tally(0, 100), tally(2, 98)], rule)).toEqual([]);
});

test('several are found, the worst first', () => {
  expect(outliers([tally(100, 0), tally(40, 60), tally(100, 0), tally(0, 100), tally(100, 0)], rule)).toEqual([3, 1]);
});

test('a few calls say nothing', () => {
  expect(outliers([tally(100, 0), tally(0, 19), tally(100, 0)], rule)).toEqual([]);
  expect(outliers([tally(10, 0), tally(0, 100), tally(9, 0)], rule)).toEqual([]);
});

test('a difference that is sure but small is let pass', () => {
  expect(outliers([tally(100_000, 0), tally(90_000, 10_000), tally(100_000, 0)], rule)).toEqual([]);
});

test('no calls and no failures make no outliers', () => {
  expect(outliers([], rule)).toEqual([]);
  expect(outliers([tally(0, 0), tally(100, 0), tally(100, 0)], { ...rule, minimumDifference: 0, minimumZ: 0 })).toEqual(
    [],
  );
});

test('never are all of them outliers, and one that never failed is none', () => {
  const tallies = fc.array(fc.record({ successes: fc.nat(500), failures: fc.nat(500) }), { maxLength: 10 });
  fc.assert(
    fc.property(tallies, (drawn) => {
      const found = outliers(drawn, { ...rule, minimumDifference: 0, minimumZ: 0 });
      expect(found.length).toBeLessThan(Math.max(1, drawn.length));
      for (const position of found) expect(drawn[position]?.failures).toBeGreaterThan(0);
    }),
    { seed: 81, numRuns: 500 },
  );
});
