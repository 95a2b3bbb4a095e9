import { expect, test } from 'vitest';
import type { LinkSeries } from '../model/series.ts';
import { formatRate, linkRateAt, linkWidth } from './link-rate.ts';

function series(...windows: readonly (readonly [endS: number, rate: number, errors: number])[]): LinkSeries {
  const column = (values: readonly number[]) => Float64Array.from(values);
  return {
    length: windows.length,
    startUs: column(windows.map(([endS]) => (endS - 1) * 1e6)),
    endUs: column(windows.map(([endS]) => endS * 1e6)),
    ratePerSecond: column(windows.map(([, rate]) => rate)),
    errorsPerSecond: column(windows.map(([, , errors]) => errors)),
    p50Ms: column(windows.map(() => 1)),
    p95Ms: column(windows.map(() => 2)),
    p99Ms: column(windows.map(() => 3)),
  };
}

const recorded = series([1, 10, 0], [2, 20, 5], [8, 30, 0]);

test.each([
  [0.9, undefined],
  [1, 10],
  [1.9, 10],
  [2, 20],
  [4.4, 20],
  [4.6, undefined],
  [8, 30],
])('at %d s the last window that is over and not long over counts', (atS, rate) => {
  expect(linkRateAt(recorded, atS * 1e6)?.ratePerSecond).toBe(rate);
});

test('columns that are longer than what is recorded are read no further', () => {
  expect(linkRateAt({ ...recorded, length: 1 }, 2e6)?.ratePerSecond).toBe(10);
});

test.each([
  [0, '0'],
  [0.02, '<0.1'],
  [0.42, '0.4'],
  [4, '4'],
  [9.97, '10'],
  [186.6, '187'],
  [999, '1.0k'],
  [1234, '1.2k'],
  [12_345, '12k'],
])('%d a second is written %s', (rate, text) => {
  expect(formatRate(rate, 'en')).toBe(text);
});

test('a rate has a decimal comma in Spanish', () => {
  expect([0.02, 0.42, 1234].map((rate) => formatRate(rate, 'es'))).toEqual(['<0,1', '0,4', '1,2k']);
});

test('more requests are never drawn thinner, and never thicker than a bound', () => {
  const widths = [0, 1, 10, 100, 1e3, 1e6, 1e9].map(linkWidth);
  expect(widths).toEqual(widths.toSorted((left, right) => left - right));
  expect(Math.max(...widths)).toBe(6);
});
