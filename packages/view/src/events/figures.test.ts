import { expect, it } from 'vitest';
import { formatBytes, formatClock, formatDuration, formatNumber, formatOffset, formatTimeOfDay } from './figures.ts';

it('lengths of time have the unit that suits them', () => {
  expect([0, 3.24, 9.96, 449.6, 999, 2500, 99_900, 725_000].map((ms) => formatDuration(ms, 'en'))).toEqual([
    '0 ms',
    '3.2 ms',
    '10 ms',
    '450 ms',
    '999 ms',
    '2.5 s',
    '99.9 s',
    '12 min 5 s',
  ]);
});

it('numbers are written as the language writes them', () => {
  expect(formatNumber(12345.67, 'en', 1)).toBe('12,345.7');
  expect(formatNumber(12345.67, 'es', 1)).toBe('12.345,7');
  expect(formatOffset(12_345_678, 'es')).toBe('+12,346 s');
  expect(formatBytes(3400, 'en')).toBe('3.4 kB');
});

it('a time of day is by 24 hours, the same in every list', () => {
  const evening = new Date(2026, 10, 1, 20, 5, 9, 7).getTime();
  expect(formatClock(evening)).toBe('20:05:09');
  expect(formatTimeOfDay(evening)).toBe('20:05:09.007');
});
