import { expect, it } from 'vitest';
import { balancerFold } from './balancer-state.ts';
import { readWarmUp } from './crash-warm-up.ts';
import type { Told } from './testing/balancer-story.ts';
import { row, starting, tell, windowAt } from './testing/balancer-story.ts';

const wish = { replica: 'image-2', fromUs: 1_000_000 };

function warmUp(nowMs: number, ...told: readonly Told[]) {
  const state = tell([0, starting], ...told).reduce(balancerFold.step, balancerFold.initial);
  return readWarmUp(wish, state, 100, nowMs * 1000);
}

it('is over when two seconds in a row were answered as intended', () => {
  expect(warmUp(2000, windowAt(2000))).toEqual({ kind: 'warming', steadyMs: 1000, ratePerSecond: 100 });
  expect(warmUp(3000, windowAt(2000), windowAt(3000))).toEqual({ kind: 'steady' });
});

it.each<[what: string, window: Parameters<typeof windowAt>[1]]>([
  ['too few answers', { requests: 80 }],
  ['failed answers', { failures: 1 }],
  ['panic', { panic: true }],
  ['a replica that is out', { replicas: [row('image-1', 0, { state: 'down' }), row('image-2', 100)] }],
  ['a victim without requests', { replicas: [row('image-1', 100), row('image-2', 0)] }],
  ['a victim that is drained', { replicas: [row('image-1', 60), row('image-2', 40, { state: 'draining' })] }],
])('begins anew after a second with %s', (_what, window) => {
  expect(warmUp(4000, windowAt(2000), windowAt(3000), windowAt(4000, window)).kind).toBe('warming');
  expect(warmUp(5000, windowAt(3000), windowAt(4000, window), windowAt(5000)).kind).toBe('warming');
});

it('takes no steadiness of long ago for one of now', () => {
  expect(warmUp(9000, windowAt(2000), windowAt(3000)).kind).toBe('warming');
});

it('is given up after twenty seconds', () => {
  expect(warmUp(21_000, windowAt(21_000)).kind).toBe('warming');
  expect(warmUp(21_001, windowAt(21_000)).kind).toBe('late');
});

it('waits for the load to be told of', () => {
  const state = tell([0, starting], windowAt(2000), windowAt(3000)).reduce(balancerFold.step, balancerFold.initial);
  expect(readWarmUp(wish, state, null, 3_000_000).kind).toBe('warming');
});
