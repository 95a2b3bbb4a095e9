import { expect, test } from 'vitest';
import { checkInSequence } from './step-1-sequential.ts';
import { checkInParallel, measureSpeedUp } from './step-2-parallel.ts';
import { madeUpTargets, well } from './testing/made-up-targets.ts';

const { signal } = new AbortController();
const three = { a: well(100), b: well(300), c: well(200) };

test('one after the other, each is asked when the one before has answered', async () => {
  const { time, targets, check, asked } = madeUpTargets(three);
  const round = checkInSequence(targets, check, signal);
  await time.advance(600);
  expect((await round).map(({ target }) => target)).toEqual(['a', 'b', 'c']);
  expect(asked).toEqual([
    { target: 'a', atMs: 0 },
    { target: 'b', atMs: 100 },
    { target: 'c', atMs: 400 },
  ]);
});

test('all at once, the answers stand in the order of the targets', async () => {
  const { time, targets, check, asked } = madeUpTargets(three);
  const round = checkInParallel(targets, check, signal);
  await time.advance(300);
  expect((await round).map(({ target }) => target)).toEqual(['a', 'b', 'c']);
  expect(asked.map(({ atMs }) => atMs)).toEqual([0, 0, 0]);
});

test('the speed-up is the sum of all checks over the slowest of them', async () => {
  const { time, targets, check, asked } = madeUpTargets(three);
  const measured = measureSpeedUp(targets, check, { rounds: 3, signal, clock: time });
  await time.advance(4 * 900);
  expect(await measured).toEqual({ rounds: 3, sequentialMs: 600, parallelMs: 300, factor: 2 });
  expect(asked).toHaveLength(4 * 6);
});

test('the rounds that open the connections do not count', async () => {
  const { time, targets, check } = madeUpTargets({ a: (asked) => ({ up: true, afterMs: asked <= 2 ? 5000 : 10 }) });
  const measured = measureSpeedUp(targets, check, { rounds: 1, signal, clock: time });
  await time.advance(10_020);
  expect(await measured).toMatchObject({ sequentialMs: 10, parallelMs: 10 });
});

test('whoever leaves ends a round', async () => {
  const leaving = new AbortController();
  const { targets, check, asked } = madeUpTargets(three);
  const round = checkInSequence(targets, check, leaving.signal);
  leaving.abort(new Error('left'));
  await expect(round).rejects.toThrow('left');
  expect(asked).toHaveLength(1);
});
