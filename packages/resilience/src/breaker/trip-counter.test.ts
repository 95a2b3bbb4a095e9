import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tripCounter } from './trip-counter.ts';
import { consecutive, rate } from './trip-rule.ts';

describe('consecutive', () => {
  test('is met by a streak, which a success ends', () => {
    const counter = tripCounter(consecutive(3));
    counter.failure(0);
    counter.failure(0);
    counter.success(0);
    expect([counter.failure(0), counter.failure(0)]).toEqual([undefined, undefined]);
    expect(counter.failure(0)).toBe('3 failures in a row');
    counter.reset();
    expect(counter.failure(0)).toBeUndefined();
  });

  test('refuses what is no number of failures', () => {
    for (const failures of [0, -1, 1.5, Number.NaN]) expect(() => consecutive(failures)).toThrow(RangeError);
  });
});

const rule = { windowMs: 1000, buckets: 10, minimumVolume: 10, failureRatio: 0.5 };

describe('rate', () => {
  test('is met by the share of failures, not below its volume', () => {
    const counter = tripCounter(rate(rule));
    for (let call = 0; call < 9; call += 1) expect(counter.failure(500)).toBeUndefined();
    expect(counter.failure(500)).toBe('10 of 10 calls failed within 1000 ms');
  });

  test('forgets what left the window', () => {
    const counter = tripCounter(rate(rule));
    for (let call = 0; call < 9; call += 1) counter.failure(50);
    for (let call = 0; call < 9; call += 1) counter.success(150);
    expect(counter.failure(1000)).toBeUndefined();
    for (let call = 0; call < 7; call += 1) expect(counter.failure(1001)).toBeUndefined();
    expect(counter.failure(1150)).toBeUndefined();
    expect(counter.failure(1150)).toBe('10 of 10 calls failed within 1000 ms');
  });

  test('refuses options that are out of range', () => {
    expect(() => rate({ ...rule, windowMs: 0 })).toThrow('windowMs');
    expect(() => rate({ ...rule, buckets: 0 })).toThrow('buckets');
    expect(() => rate({ ...rule, minimumVolume: 0 })).toThrow('minimumVolume');
    expect(() => rate({ ...rule, failureRatio: 1.1 })).toThrow('failureRatio');
  });

  test('agrees with a list of all results, at any time of any clock', () => {
    const results = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 400 }), failed: fc.boolean() }), {
      maxLength: 200,
      size: 'max',
    });
    fc.assert(
      fc.property(fc.integer({ min: -5000, max: 5000 }), results, (startMs, steps) => {
        const counter = tripCounter(rate(rule));
        const seen: { bucket: number; failed: boolean }[] = [];
        let nowMs = startMs;
        for (const { afterMs, failed } of steps) {
          nowMs += afterMs;
          const bucket = Math.floor(nowMs / 100);
          seen.push({ bucket, failed });
          const within = seen.filter((result) => result.bucket > bucket - 10);
          const failures = within.filter((result) => result.failed).length;
          const met = failed && within.length >= 10 && failures >= within.length / 2;
          if (failed) expect(counter.failure(nowMs) !== undefined).toBe(met);
          else counter.success(nowMs);
        }
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});
