import { seededRandom } from '@temblor/foundation/randomness/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Schedule } from './schedule.ts';

function starts(schedule: Schedule, count: number): number[] {
  return Array.from({ length: count }, () => {
    const { nextUs } = schedule;
    schedule.advance();
    return nextUs;
  });
}

describe('Schedule', () => {
  test('is the same for the same seed, and another for another', () => {
    const play = (seed: number) => starts(new Schedule(0, 200, seededRandom(seed)), 50);
    expect(play(1)).toEqual(play(1));
    expect(play(1)).not.toEqual(play(2));
  });

  test('has one start in each slot, in order, at any rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50_000 }), fc.integer(), (rate, seed) => {
        const slotUs = 1_000_000 / rate;
        for (const [slot, startUs] of starts(new Schedule(5000, rate, seededRandom(seed)), 100).entries()) {
          expect(startUs).toBeGreaterThanOrEqual(Math.floor(5000 + slot * slotUs));
          expect(startUs).toBeLessThan(5000 + (slot + 1) * slotUs);
        }
      }),
    );
  });
});
