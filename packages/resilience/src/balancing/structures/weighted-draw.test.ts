import { seededRandom } from '@temblor/foundation/randomness/random';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { standIns } from '../testing/stand-in-replica.ts';
import { WeightedDraw } from './weighted-draw.ts';

test('of idle replicas two choices take each in proportion to its weight', () => {
  const draw = new WeightedDraw(seededRandom(8));
  const replicas = standIns(6, 3, 1);
  draw.offer(replicas);
  const had = new Map<string | undefined, number>();
  for (let call = 0; call < 50_000; call += 1) {
    const id = draw.better([], () => false, 0)?.id;
    had.set(id, (had.get(id) ?? 0) + 1);
  }
  expect(had.get('a')).toBeCloseTo(30_000, -3);
  expect(had.get('b')).toBeCloseTo(15_000, -3);
  expect(had.get('c')).toBeCloseTo(5000, -3);
});

test('two choices are always of two, so that the dearest of all is never taken', () => {
  const weights = fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 9 });
  fc.assert(
    fc.property(weights, fc.nat(), fc.nat(8), fc.boolean(), (drawn, seed, some, retry) => {
      const draw = new WeightedDraw(seededRandom(seed));
      const replicas = standIns(...drawn, 1);
      draw.offer(replicas);
      const dearest = replicas[some % drawn.length];
      const tried = retry && drawn.length > 2 ? replicas.slice(-1) : [];
      for (let call = 0; call < 20; call += 1) {
        expect(draw.better(tried, (_one, other) => other === dearest, 0)).not.toBe(dearest);
      }
    }),
    { seed: 61, numRuns: 300 },
  );
});
