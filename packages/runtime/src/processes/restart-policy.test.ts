import { describe, expect, test } from 'vitest';
import type { UnexpectedExit } from './restart-policy.ts';
import { decideRestart as decide, forgetOldExits } from './restart-policy.ts';

const exits = (...list: [atMs: number, wasReady: boolean][]): UnexpectedExit[] =>
  list.map(([atMs, wasReady]) => ({ atUs: atMs * 1000, wasReady, code: 1 }));

/** For an instance whose exits say themselves whether it was ready. */
const decideRestart = (list: readonly UnexpectedExit[], everReady = list.some(({ wasReady }) => wasReady)) =>
  decide(list, everReady);

describe('after an unexpected exit', () => {
  test('the first restart comes at once, the next after growing delays of at most two seconds', () => {
    const list: [number, boolean][] = [];
    const delays = Array.from({ length: 8 }, (_, index) => {
      list.push([index * 1000, true]);
      return decideRestart(exits(...list));
    });
    expect(delays.map((decision) => (decision.kind === 'restart' ? decision.delayMs : decision))).toEqual([
      0, 100, 200, 400, 800, 1600, 2000, 2000,
    ]);
  });

  test('five exits within ten seconds without having been ready are too many', () => {
    const four: [number, boolean][] = [
      [0, false],
      [1000, false],
      [2000, false],
      [3000, false],
    ];
    expect(decideRestart(exits(...four)).kind).toBe('restart');
    expect(decideRestart(exits(...four, [9999, false])).kind).toBe('abandon');
    expect(decideRestart(exits(...four, [10_000, false])).kind).toBe('restart');
  });

  test('having been ready once starts the count anew', () => {
    const list = exits([0, false], [1, false], [2, false], [3, true], [4, false], [5, false], [6, false], [7, false]);
    expect(decideRestart(list).kind).toBe('restart');
    expect(decideRestart([...list, ...exits([8, false])]).kind).toBe('abandon');
  });

  test.each([
    [64, 'started in a wrong way'],
    [78, 'its configuration is wrong'],
  ])('exit code %i is the last word of one that was never ready, and a failure like others later', (code, words) => {
    const exit = { atUs: 0, wasReady: false, code };
    expect(decide([exit], false)).toEqual({ kind: 'abandon', reason: expect.stringContaining(words) });
    expect(decide([exit], true)).toEqual({ kind: 'restart', delayMs: 0 });
    expect(decide([{ ...exit, code: null }], false)).toEqual({ kind: 'restart', delayMs: 0 });
  });

  test('a lone exit after a quiet time is answered at once again', () => {
    const list = exits([0, true], [100, true], [20_000, true]);
    expect(decideRestart(list)).toEqual({ kind: 'restart', delayMs: 0 });
    expect(forgetOldExits(list, 20_000_000)).toEqual(exits([20_000, true]));
  });
});
