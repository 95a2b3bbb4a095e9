import { seededRandom } from '@temblor/foundation/randomness/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Backoff } from './backoff.ts';
import { backoffMs } from './backoff.ts';

function waits(backoff: Backoff, count: number, seed = 1): number[] {
  const random = seededRandom(seed);
  const found: number[] = [];
  for (let retry = 0; retry < count; retry += 1) found.push(backoffMs(backoff, retry, found.at(-1) ?? 0, random));
  return found;
}

describe('backoffMs', () => {
  test('is constant, or doubles up to its maximum', () => {
    expect(waits({ kind: 'constant', delayMs: 7 }, 3)).toEqual([7, 7, 7]);
    expect(waits({ kind: 'exponential', baseMs: 10, maxMs: 65 }, 5)).toEqual([10, 20, 40, 65, 65]);
  });

  test('stays at its maximum after any number of retries', () => {
    expect(backoffMs({ kind: 'exponential', baseMs: 10, maxMs: 65 }, 5000, 65, seededRandom(1))).toBe(65);
  });

  test('with full jitter is spread evenly from 0 to the exponential wait', () => {
    const random = seededRandom(1);
    const drawn = Array.from({ length: 10_000 }, () =>
      backoffMs({ kind: 'full-jitter', baseMs: 100, maxMs: 1000 }, 1, 0, random),
    );
    const quarters = [0, 0, 0, 0];
    for (const waitMs of drawn) quarters[Math.floor(waitMs / 50)] = (quarters[Math.floor(waitMs / 50)] ?? 0) + 1;
    for (const count of quarters) expect(Math.abs(count - 2500)).toBeLessThan(200);
  });

  test('with decorrelated jitter lies between its base and three times the wait before, never over its maximum', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer(),
        (baseMs, by, seed) => {
          const maxMs = baseMs * by;
          let beforeMs = 0;
          for (const waitMs of waits({ kind: 'decorrelated-jitter', baseMs, maxMs }, 20, seed)) {
            expect(waitMs).toBeGreaterThanOrEqual(baseMs);
            expect(waitMs).toBeLessThanOrEqual(Math.min(maxMs, 3 * Math.max(baseMs, beforeMs)));
            beforeMs = waitMs;
          }
        },
      ),
      { seed: 4 },
    );
  });

  test('differs between callers from the first wait on', () => {
    for (const kind of ['full-jitter', 'decorrelated-jitter'] as const) {
      const random = seededRandom(1);
      const first = Array.from({ length: 100 }, () => backoffMs({ kind, baseMs: 100, maxMs: 10_000 }, 0, 0, random));
      expect(new Set(first).size).toBe(100);
    }
  });

  test('is the same for the same seed', () => {
    const backoff = { kind: 'full-jitter', baseMs: 10, maxMs: 1000 } as const;
    expect(waits(backoff, 20, 7)).toEqual(waits(backoff, 20, 7));
    expect(waits(backoff, 20, 7)).not.toEqual(waits(backoff, 20, 8));
  });
});
