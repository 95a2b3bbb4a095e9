import { describe, expect, test } from 'vitest';
import { canonicalValue } from './canonical-value.ts';
import { DecidedValues } from './decided-values.ts';
import { LatencyBaseline, median } from './latency-baseline.ts';

describe('the canonical value', () => {
  test('does not depend on the order of the products, and depends on everything else', () => {
    expect(canonicalValue({ b: 2, a: 1 })).toBe(canonicalValue({ a: 1, b: 2 }));
    expect(canonicalValue({ a: 1 })).not.toBe(canonicalValue({ a: 2 }));
    expect(canonicalValue({ a: 1 })).not.toBe(canonicalValue({ a: 1, b: 0 }));
    expect(canonicalValue({ 'a","b': 1 })).not.toBe(canonicalValue({ a: 1, b: 1 }));
  });
});

describe('the values decided lately', () => {
  test('tell a laggard from somebody who lies and lags', () => {
    const decided = new DecidedValues(8);
    decided.remember(5, 'x');
    expect(decided.compare(5, 'x')).toBe('agreed');
    expect(decided.compare(5, 'y')).toBe('dissented');
    expect(decided.compare(4, 'x')).toBe('unknown');
  });

  test('are bounded: the one remembered first gives way', () => {
    const decided = new DecidedValues(2);
    for (const offset of [1, 2, 3]) decided.remember(offset, 'x');
    expect([1, 2, 3].map((offset) => decided.compare(offset, 'x'))).toEqual(['unknown', 'agreed', 'agreed']);
  });
});

describe('the latency baseline', () => {
  const options = { windowSize: 64, leastSamples: 16, deviations: 8, floorMs: 100 };
  const warm = () => {
    const baseline = new LatencyBaseline(options);
    for (let index = 0; index < 64; index += 1) baseline.observe(1 + (index % 5));
    return baseline;
  };

  test('judges nothing before it knows enough', () => {
    const baseline = new LatencyBaseline(options);
    for (let index = 0; index < 15; index += 1) expect(baseline.observe(5000)).toBe('normal');
  });

  test('finds one answer far beyond the normal range, which two standard deviations of three answers never could', () => {
    expect(warm().observe(1200)).toBe('outlier');
    const three = [1, 1, 1e9];
    const mean = three.reduce((sum, value) => sum + value, 0) / 3;
    const deviation = Math.sqrt(three.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2);
    expect((1e9 - mean) / deviation).toBeLessThan(1.155);
  });

  test('does not blame a replica that is regular for being a little late', () => {
    expect(warm().observe(60)).toBe('normal');
  });

  test('is not moved by a few outliers', () => {
    const baseline = warm();
    for (let index = 0; index < 20; index += 1) expect(baseline.observe(1200)).toBe('outlier');
  });

  test('follows a replica that has become slow for good', () => {
    const baseline = warm();
    for (let index = 0; index < 64; index += 1) baseline.observe(1200);
    expect(baseline.observe(1200)).toBe('normal');
  });

  test('median: the middle, or the mean of the two in the middle', () => {
    expect([median([]), median([3]), median([4, 1, 3]), median([4, 1, 3, 2])]).toEqual([0, 3, 3, 2.5]);
  });
});
