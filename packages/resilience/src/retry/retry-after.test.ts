import { expect, test } from 'vitest';
import { parseRetryAfter } from './retry-after.ts';

const nowMs = Date.UTC(1994, 10, 6, 8, 49, 0);

test.each([
  ['0', 0],
  ['120', 120_000],
  [' 7 ', 7000],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 37_000],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 37_000],
  ['Sun Nov  6 08:49:37 1994', 37_000],
  ['Sun, 06 Nov 1994 08:48:00 GMT', 0],
  ['Sat, 31 Dec 1994 23:59:60 GMT', Date.UTC(1994, 11, 31, 23, 59, 59) - nowMs],
  ['Thursday, 01-Jan-70 00:00:00 GMT', 0],
])('%j asks to wait %d ms', (value, delayMs) => {
  expect(parseRetryAfter(value, nowMs)).toBe(delayMs);
});

// `Date.parse` takes the first five for years, and `parseInt` "120junk" for 120.
test.each([
  '-5',
  '+3',
  '1.5',
  '-3',
  '2.0',
  '120junk',
  '1e3',
  '',
  'soon',
  '５',
  '2026-11-22T05:00:00Z',
  'Sun, 31 Feb 1994 08:49:37 GMT',
  'Sun, 06 Nov 1994 24:00:00 GMT',
  'Sun, 06 Nov 1994 08:60:00 GMT',
  'Sun, 06 Nov 1994 08:49:61 GMT',
  'Sun, 06 Nov 1994 08:49:37 CET',
])('%j asks for nothing', (value) => {
  expect(parseRetryAfter(value, nowMs)).toBeUndefined();
});

test('an absent header asks for nothing', () => {
  expect([parseRetryAfter(null, nowMs), parseRetryAfter(undefined, nowMs)]).toEqual([undefined, undefined]);
});

test('a year of two digits is at most 50 years ahead', () => {
  const in2026Ms = Date.UTC(2026, 0, 1);
  expect(parseRetryAfter('Wednesday, 01-Jan-75 00:00:00 GMT', in2026Ms)).toBe(Date.UTC(2075, 0, 1) - in2026Ms);
  expect(parseRetryAfter('Saturday, 01-Jan-77 00:00:00 GMT', in2026Ms)).toBe(0);
});
