import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextStepMs, shareAt } from './slow-start.ts';

const slowStart = { durationMs: 3200, initialShare: 0.2 };

test('the share rises from the first to the whole', () => {
  expect(shareAt(slowStart, 1000, 1000)).toBe(0.2);
  expect(shareAt(slowStart, 1000, 2600)).toBeCloseTo(0.6, 12);
  expect(shareAt(slowStart, 1000, 4200)).toBe(1);
});

test('whoever asks when a step is due sees the share rise to the whole', () => {
  const start = fc.record({
    durationMs: fc.double({ min: 0.1, max: 1e7, noNaN: true }),
    initialShare: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  });
  fc.assert(
    fc.property(start, fc.double({ min: 0, max: 1e9, noNaN: true }), (drawn, sinceMs) => {
      let nowMs = sinceMs;
      let steps = 0;
      for (let share = shareAt(drawn, sinceMs, nowMs); share < 1; steps += 1) {
        const next = nextStepMs(drawn, sinceMs, nowMs);
        expect(next).toBeGreaterThan(nowMs);
        nowMs = next;
        const risen = shareAt(drawn, sinceMs, nowMs);
        expect(risen).toBeGreaterThanOrEqual(share);
        share = risen;
      }
      // Rounding may have it ask again just before a step: once more at worst for each.
      expect(steps).toBeLessThanOrEqual(64);
    }),
    { seed: 82, numRuns: 500 },
  );
});
