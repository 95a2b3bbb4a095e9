import { describe, expect, test } from 'vitest';
import type { UnexpectedExit } from './restart-policy.ts';
import { decideRestart as decide, forgetOldExits } from './restart-policy.ts';

const exits = (...list: [atMs: number, wasReady: boolean][]): UnexpectedExit[] =>
  list.map(([atMs, wasReady]) => ({ atUs: atMs * 1000, wasReady, code: 1, signal: null, words: '' }));

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
    const exit = { atUs: 0, wasReady: false, code, signal: null, words: '' };
    expect(decide([exit], false)).toEqual({ kind: 'abandon', reason: expect.stringContaining(words) });
    expect(decide([exit], true)).toEqual({ kind: 'restart', delayMs: 0 });
    expect(decide([{ ...exit, code: null, signal: 'SIGABRT' }], false)).toEqual({ kind: 'restart', delayMs: 0 });
  });

  describe('of one that becomes ready and ends again', () => {
    /** Further apart than that more than three would fall within ten seconds. */
    const ends = (count: number): UnexpectedExit[] =>
      exits(...Array.from({ length: count }, (_, index): [number, boolean] => [index * 4000, true]));

    test('the waits grow, and after fifteen in a row it is given up', () => {
      expect([1, 2, 3, 6, 7, 14].map((count) => decideRestart(ends(count)))).toMatchObject(
        [0, 100, 200, 1600, 2000, 2000].map((delayMs) => ({ kind: 'restart', delayMs })),
      );
      const reason = 'it ended 15 times in a row, each within 10 s of the time before';
      expect(decideRestart(ends(15))).toEqual({ kind: 'abandon', reason });
    });

    test('one that stayed up in between begins a new row', () => {
      const [first, ...others] = ends(15);
      if (first === undefined) throw new Error('no exit');
      expect(decideRestart([{ ...first, atUs: -6_000_000 }, ...others]).kind).toBe('restart');
    });

    test.each([
      { code: 0, signal: null },
      { code: null, signal: 'SIGKILL' },
      { code: null, signal: 'SIGTERM' },
      { code: null, signal: 'SIGINT' },
      { code: null, signal: 'SIGHUP' },
    ] as const)('one that somebody ended (%o) begins a new row', (how) => {
      const [first, ...others] = ends(15);
      if (first === undefined) throw new Error('no exit');
      expect(decideRestart([{ ...first, ...how }, ...others]).kind).toBe('restart');
      const all = ends(15).map((exit) => ({ ...exit, ...how }));
      expect(decideRestart(all)).toEqual({ kind: 'restart', delayMs: 200 });
    });

    test.each(['SIGABRT', 'SIGSEGV'] as const)(
      'an end by %s is one of the row: it is a failure of its own',
      (signal) => {
        const crashes = ends(15).map((exit) => ({ ...exit, code: null, signal }));
        expect(decideRestart(crashes).kind).toBe('abandon');
      },
    );

    test('no end of the row is forgotten', () => {
      expect(forgetOldExits(ends(14), 60_000_000)).toHaveLength(14);
      expect(forgetOldExits(ends(14), 62_000_000)).toEqual([]);
      expect(forgetOldExits(ends(20), 80_000_000)).toHaveLength(15);
    });
  });

  test('a lone exit after a quiet time is answered at once again', () => {
    const list = exits([0, true], [100, true], [20_000, true]);
    expect(decideRestart(list)).toEqual({ kind: 'restart', delayMs: 0 });
    expect(forgetOldExits(list, 20_000_000)).toEqual(exits([20_000, true]));
  });
});
