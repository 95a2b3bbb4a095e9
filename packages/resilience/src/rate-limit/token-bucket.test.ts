import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

describe('TokenBucket', () => {
  test('hands out its burst, then its rate', () => {
    const bucket = new TokenBucket(100, 3);
    expect([0, 0, 0, 0].map((nowMs) => bucket.take(nowMs))).toEqual([true, true, true, false]);
    expect([bucket.waitMs(1, 0), bucket.waitMs(2, 4)]).toEqual([10, 16]);
    expect([9, 10, 10, 19, 20].map((nowMs) => bucket.take(nowMs))).toEqual([false, true, false, false, true]);
    expect([bucket.waitMs(1, 1000), bucket.waitMs(5, 1000)]).toEqual([0, 20]);
  });

  test('gains no more than its burst in a pause', () => {
    const bucket = new TokenBucket(1000, 2);
    bucket.take(0);
    expect([1e9, 1e9, 1e9].map((nowMs) => bucket.take(nowMs))).toEqual([true, true, false]);
  });

  test('is exact over four months of calls that always find it empty', () => {
    const bucket = new TokenBucket(0.7, 2);
    let taken = 0;
    for (let second = 0; second <= 1e7; second += 1) if (bucket.take(second * 1000)) taken += 1;
    expect(taken).toBe(2 + 7e6);
  });

  test('hands out at most burst + rate × time in any interval, and what it promises to be there is there', () => {
    const limits = { rate: fc.integer({ min: 1, max: 5000 }), burst: fc.integer({ min: 1, max: 20 }) };
    const waits = fc.array(fc.oneof(fc.integer({ min: 0, max: 50 }), fc.double({ min: 0, max: 50, noNaN: true })), {
      maxLength: 150,
      size: 'max',
    });
    fc.assert(
      fc.property(fc.record(limits), waits, fc.integer({ min: 0, max: 1e9 }), ({ rate, burst }, steps, startMs) => {
        const bucket = new TokenBucket(rate, burst);
        const taken: number[] = [];
        let nowMs = startMs;
        for (const step of steps) {
          nowMs += step;
          const waitMs = bucket.waitMs(1, nowMs);
          const took = bucket.take(nowMs);
          if (took) taken.push(nowMs);
          // Rounding may tell either way where the promised moment is this one, to a nanosecond.
          if (waitMs > 1e-6) expect(took).toBe(false);
          if (waitMs === 0) expect(took).toBe(true);
        }
        const excess = taken.map((beginMs, from) =>
          Math.max(...taken.slice(from).map((ms, more) => more + 1 - burst - ((ms - beginMs) * rate) / 1000)),
        );
        expect(Math.max(0, ...excess)).toBeLessThanOrEqual(1e-6);
      }),
      { seed: 6, numRuns: 200 },
    );
  });
});
