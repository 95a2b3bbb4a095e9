import { expect, test } from 'vitest';
import { formatFigure, formatPercent, roundPercent } from './number-format.ts';

test('a percentage is rounded, and not cut', () => {
  expect([99.909, 77.636, 43.866, 95, 0].map((value) => formatPercent(value))).toEqual([
    '99.91',
    '77.64',
    '43.87',
    '95',
    '0',
  ]);
});

test('what is not all, or not nothing, never reads as all or nothing', () => {
  expect([99.996, 99.99996, 0.004, 0.00002].map((value) => formatPercent(value))).toEqual([
    ...['99.996', '99.99996', '0.004', '0.00002'],
  ]);
  const allButOne = (100 * 2_999_999) / 3_000_000;
  expect([roundPercent(allButOne), roundPercent(99.9094), roundPercent(100), roundPercent(0)]).toEqual([
    ...[99.99997, 99.909, 100, 0],
  ]);
});

test('what breaks its limit by little does not read as the limit', () => {
  expect(formatPercent(99.8996, 99.9)).toBe('99.8996');
  expect(formatPercent(99.9, 99.9)).toBe('99.90');
});

test('milliseconds have more digits where they would else read as their limit, and the limit has all of its own', () => {
  expect([2000.04, 1999.7, 2000, 1998.7, 0].map((value) => formatFigure(value, 'ms', 2000))).toEqual([
    ...['2000.04 ms', '1999.7 ms', '2000 ms', '1999 ms', '0 ms'],
  ]);
  expect([33.33, 33.3].map((value) => formatFigure(value, 'ms', 33.33))).toEqual(['33.33 ms', '33.3 ms']);
});
