import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

describe('durations', () => {
  test('are read with their units', () => {
    expect(['500ms', '10s', '1.5m', '2min', '1h', ' 3 s '].map((text) => parseDuration(text, 's'))).toEqual([
      500, 10_000, 90_000, 120_000, 3_600_000, 3000,
    ]);
  });

  test('without a unit mean what the option means', () => {
    expect(parseDuration('10', 's')).toBe(10_000);
    expect(parseDuration('1200', 'ms')).toBe(1200);
  });

  test.each(['', 'ten', '-5s', '5 days', '1e3', '5ss', 'NaN'])('%j is refused with an example', (text) => {
    expect(() => parseDuration(text, 's')).toThrowError(
      expect.objectContaining({ code: 'invalid-duration', hint: expect.stringContaining('10s'), exitCode: 64 }),
    );
  });

  test('are written for people', () => {
    expect([0, 850, 1000, 59_949, 125_000].map(formatDuration)).toEqual([
      '0 ms',
      '850 ms',
      '1.0 s',
      '59.9 s',
      '2 min 5 s',
    ]);
  });
});
