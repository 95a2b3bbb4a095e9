import { describe, expect, test } from 'vitest';
import type { CrashFinding, Tried } from './explore.ts';
import { explorePairs, explorePoints, runPoints } from './explore.ts';
import { purseScenario } from './testing/purse.ts';

const withKeys = purseScenario({ knowsKeys: true });
const withoutKeys = purseScenario({ knowsKeys: false });

describe('every fault at every effect', () => {
  test('the effects of a run are numbered in their order, and named as those of real processes', async () => {
    const { effects } = await withKeys.run([], false);
    expect(effects.map(({ number, process, name }) => `${number} ${process}: ${name}`)).toEqual([
      '1 client: call purse POST /coins',
      '2 purse: commit take coin',
      '3 purse: answer POST /coins',
    ]);
  });

  test('a purse that knows keys survives every point and every pair of points', async () => {
    const points = await Array.fromAsync(explorePoints(withKeys));
    // The run without a fault; of the call four ways to go wrong, of the commit six, of the answer three.
    expect(points).toHaveLength(1 + 4 + 6 + 3);
    expect(findingsOf(points)).toEqual([]);
    const pairs = await Array.fromAsync(explorePairs(withKeys, () => true));
    expect(pairs).toHaveLength(points.slice(1).reduce((sum, { next }) => sum + next, 0));
    expect(findingsOf(pairs)).toEqual([]);
  });

  test('a purse that does not is found out wherever a coin was taken and its answer did not arrive', async () => {
    const findings = findingsOf(await Array.fromAsync(explorePoints(withoutKeys)));
    expect(findings.map(({ strikes }) => strikes.map(({ effect, act }) => `${effect.name}: ${act}`).join())).toEqual([
      'call purse POST /coins: lose-answer',
      'call purse POST /coins: late-request',
      'call purse POST /coins: double-request',
      'commit take coin: crash-after',
      'commit take coin: pause-before',
      'commit take coin: fail-unknown',
      'commit take coin: late-commit',
      'answer POST /coins: crash-before',
      'answer POST /coins: pause-before',
    ]);
    expect(new Set(findings.flatMap(({ problems }) => problems.map(({ detail }) => detail)))).toContain(
      'the purse has 2 coins',
    );
  });

  test('some of the pairs can be chosen, and stay the same pairs', async () => {
    const all = (await Array.fromAsync(explorePairs(withKeys, () => true))).length;
    let asked = 0;
    const some = (await Array.fromAsync(explorePairs(withKeys, (pair) => pair === asked++ && pair % 3 === 0))).length;
    expect(asked).toBe(all);
    expect(some).toBe(Math.ceil(all / 3));
  });
});

describe('a finding can be run again', () => {
  test('its points give the same problems, with what happened', async () => {
    const [finding] = findingsOf(await Array.fromAsync(explorePoints(withoutKeys)));
    const replayed = await runPoints(withoutKeys, finding?.points ?? []);
    expect(replayed?.run.problems).toEqual(finding?.problems);
    expect(replayed?.strikes).toEqual(finding?.strikes);
    expect(replayed?.run.happenings.map(({ text }) => text)).toContain(
      '1: call purse POST /coins – here the answer is lost',
    );
  });

  test('two points too, the second counted in the run that the first has changed', async () => {
    const [, second] = await Array.fromAsync(explorePairs(withKeys, () => true));
    expect(second).toBeDefined();
    expect((await runPoints(withKeys, [1, 2]))?.strikes).toHaveLength(2);
  });

  test('a point that is not there is none', async () => {
    expect(await runPoints(withKeys, [99])).toBeUndefined();
    expect(await runPoints(withKeys, [1, 99])).toBeUndefined();
  });
});

function findingsOf(tried: readonly Tried[]): CrashFinding[] {
  return tried.flatMap(({ finding }) => finding ?? []);
}
