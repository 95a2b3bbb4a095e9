import { expect, test } from 'vitest';
import type { GuardedHealth } from './step-3-guarded.ts';
import { firstSight, learn, watch } from './step-4-continuous.ts';
import type { Behaviour } from './testing/made-up-targets.ts';
import { madeUpTargets, well } from './testing/made-up-targets.ts';

const health = (up: boolean): GuardedHealth => ({
  target: 'a',
  up,
  detail: up ? 'answered 200' : 'ECONNREFUSED',
  latencyMs: 1,
  attempts: 1,
  breaker: 'closed',
});

const learnAll = (checks: readonly boolean[]) =>
  checks.reduce((watched, up, index) => learn(watched, health(up), index), firstSight('a'));

test('the first check is believed, whatever it says', () => {
  expect(learnAll([true])).toMatchObject({ state: 'up', changes: [{ to: 'up', atMs: 0 }] });
  expect(learnAll([false])).toMatchObject({ state: 'down', failures: 1 });
});

test('one check of the other kind changes nothing, two in a row do', () => {
  expect(learnAll([true, false]).state).toBe('up');
  expect(learnAll([true, false, true, false]).state).toBe('up');
  const down = learnAll([true, false, false]);
  expect(down).toMatchObject({ state: 'down', checks: 3, failures: 2 });
  expect(down.changes.at(-1)).toEqual({ to: 'down', atMs: 2, detail: 'ECONNREFUSED' });
});

async function watchFor(durationMs: number, behaviours: Readonly<Record<string, Behaviour>>) {
  const { time, targets, check, asked, sleep } = madeUpTargets(behaviours);
  const ending = new AbortController();
  const monitor = {
    check: async (...args: Parameters<typeof check>): Promise<GuardedHealth> => ({
      ...(await check(...args)),
      attempts: 1,
      breaker: 'closed',
    }),
  };
  const options = { intervalMs: 100, until: ending.signal, clock: time, sleep, observe: () => {} };
  const watching = watch(targets, monitor, options);
  await time.advance(durationMs);
  ending.abort(new Error('enough'));
  return { watched: await watching, asked };
}

test('one that hangs delays nobody else', async () => {
  const { watched, asked } = await watchFor(1050, { slow: well(5000), quick: well(10) });
  expect(asked.filter(({ target }) => target === 'quick').map(({ atMs }) => atMs)).toEqual([
    0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000,
  ]);
  expect(watched.map(({ target, checks, state }) => [target, checks, state])).toEqual([
    ['slow', 0, 'unknown'],
    ['quick', 11, 'up'],
  ]);
});

test('a check that takes longer than the interval is followed by the next at once', async () => {
  const { asked } = await watchFor(500, { a: well(250) });
  expect(asked.map(({ atMs }) => atMs)).toEqual([0, 250, 500]);
});
