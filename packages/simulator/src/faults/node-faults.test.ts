/** Each fault of a node is seen to act, and to end. */
import { describe, expect, test } from 'vitest';
import type { Simulation } from '../simulation/simulation.ts';
import type { DiaryTypes } from '../simulation/testing/diary.ts';
import { faultBetween, runDiary } from '../simulation/testing/diary.ts';
import { alarms, heard, starts } from '../simulation/testing/readings.ts';

const ms = 1_000;

/** The same run by many seeds: for faults that draw their moment. */
function bySeeds<Result>(count: number, run: (seed: number) => Result): Result[] {
  return Array.from({ length: count }, (_, index) => run(index + 1));
}

describe('a crash', () => {
  const crash = (unsynced: 'lost' | 'kept' | 'torn') =>
    faultBetween(100 * ms, 300 * ms, { kind: 'crash', node: 1, unsynced });

  test('silences the node until it ends, and the node starts anew', () => {
    const { end, seen } = runDiary({ faults: [crash('lost')] });
    expect(heard(seen, 1, 2, 203 * ms, 300 * ms)).toEqual([]);
    expect(heard(seen, 1, 2, 300 * ms, 340 * ms)).toEqual([1, 2, 3]);
    expect(starts(seen, 1)).toHaveLength(2);
    expect(end.coverage).toMatchObject({ crash: 1, ineffective: 0 });
    expect(end.coverage['message-to-a-node-that-is-down']).toBeGreaterThan(0);
  });

  test('during a sync leaves exactly what its outcome says, and what was synced always', () => {
    for (const unsynced of ['lost', 'kept', 'torn'] as const) {
      const runs = bySeeds(30, (seed) =>
        runDiary({
          seed,
          isQuiet: true,
          faults: [crash(unsynced)],
          commands: [
            [50 * ms, 1, { kind: 'write', words: ['a'] }],
            [100 * ms, 1, { kind: 'write', words: ['b', 'c'] }],
          ],
        }),
      ).filter(({ end }) => end.coverage['crash-during-sync'] === 1);
      expect(runs.length).toBeGreaterThan(5);
      const found = new Set(runs.map(({ seen }) => starts(seen, 1)[1]?.records.join('')));
      if (unsynced === 'lost') expect(found).toEqual(new Set(['a']));
      if (unsynced === 'kept') expect(found).toEqual(new Set(['abc']));
      if (unsynced === 'torn') expect(found).toEqual(new Set(['a', 'ab']));
      expect(new Set(runs.map(({ seen }) => starts(seen, 1)[1]?.log))).toEqual(
        new Set([unsynced === 'torn' ? 'torn' : 'intact']),
      );
    }
  });

  test('between two effects leaves the first done and the second not', () => {
    const runs = bySeeds(30, (seed) => runDiary({ seed, nodes: [1, 2, 3, 4], faults: [crash('lost')] }));
    const cut = runs.filter(({ end }) => end.coverage['crash-between-effects'] === 1);
    const parted = cut.map(({ seen }) => [2, 3, 4].map((to) => heard(seen, 1, to, 0, 300 * ms).at(-1)));
    expect(parted.filter(([first, second, third]) => first !== second || second !== third).length).toBeGreaterThan(3);
  });

  test('takes no timer and no ticket into the next life, but messages may come there', () => {
    const runs = bySeeds(30, (seed) =>
      runDiary({
        seed,
        isQuiet: true,
        faults: [faultBetween(100 * ms, 102 * ms, { kind: 'crash', node: 1, unsynced: 'kept' })],
        commands: [
          [50 * ms, 1, { kind: 'set', afterUs: 100 * ms }],
          [99 * ms, 1, { kind: 'write', words: ['a'] }],
          [99 * ms, 2, { kind: 'write', words: ['b'] }],
        ],
      }),
    );
    for (const { seen, end } of runs) {
      expect(alarms(seen, 1)).toEqual([]);
      const isKept = end.coverage['unsynced-kept'] === 1;
      if (isKept) expect(seen.filter(({ kind, node }) => kind === 'persisted' && node === 1)).toEqual([]);
    }
    expect(runs.some(({ end }) => end.coverage['unsynced-kept'] === 1)).toBe(true);
    expect(runs.some(({ end }) => (end.coverage['message-to-a-later-life'] ?? 0) > 0)).toBe(true);
  });

  test('of a node that is down acts on nothing, and does not start it before the other ends', () => {
    const again = faultBetween(230 * ms, 250 * ms, { kind: 'crash', node: 1, unsynced: 'lost' }, 2);
    const { end, seen } = runDiary({ faults: [crash('lost'), again] });
    expect(end.coverage).toMatchObject({ crash: 1, ineffective: 1 });
    expect(heard(seen, 1, 2, 203 * ms, 300 * ms)).toEqual([]);
  });
});

test('a crash that waits for its moment is off when the node has crashed in another way', () => {
  const runs = bySeeds(10, (seed) =>
    runDiary({
      seed,
      isQuiet: true,
      faults: [
        faultBetween(100 * ms, 300 * ms, { kind: 'crash', node: 1, unsynced: 'lost' }),
        faultBetween(101 * ms, 102 * ms, { kind: 'bit-flip', node: 1 }, 2),
      ],
    }),
  );
  for (const { end, seen } of runs) {
    expect(end.trace.filter(({ kind }) => kind === 'stopped')).toHaveLength(1);
    expect(starts(seen, 1)).toHaveLength(2);
  }
  expect(new Set(runs.map(({ end }) => end.coverage.crash))).toEqual(new Set([0, 1]));
});

test('a crash that was aimed comes at once, and ends as any other', () => {
  const crash = faultBetween(0, 100 * ms, { kind: 'crash', node: 1, unsynced: 'torn' });
  const begin = (simulation: Simulation<DiaryTypes>) => simulation.at(100 * ms, () => simulation.inject(crash));
  const { end } = runDiary({ isQuiet: true, begin });
  expect(end.trace.flatMap(({ kind, atUs }) => (kind === 'stopped' ? [atUs] : []))).toEqual([100 * ms]);
  expect(end.trace.flatMap(({ kind, atUs }) => (kind === 'started' && atUs > 0 ? [atUs] : []))).toEqual([200 * ms]);
});

describe('a pause', () => {
  const pause = faultBetween(100 * ms, 300 * ms, { kind: 'pause', node: 1 });

  test('holds back all that comes until it ends: messages, timers and what became durable', () => {
    const { seen, end } = runDiary({
      isQuiet: true,
      faults: [pause, faultBetween(90 * ms, 99 * ms, { kind: 'slow-sync', node: 1, extraUs: 50 * ms }, 2)],
      commands: [
        [50 * ms, 1, { kind: 'set', afterUs: 100 * ms }],
        [90 * ms, 1, { kind: 'write', words: ['a'] }],
        [150 * ms, 2, { kind: 'write', words: ['b'] }],
        [160 * ms, 1, { kind: 'write', words: ['c'] }],
      ],
    });
    const during = seen.filter(({ atUs, node }) => node === 1 && atUs > 100 * ms && atUs < 300 * ms);
    expect(during).toEqual([]);
    expect(alarms(seen, 1)).toHaveLength(1);
    expect(seen.filter(({ atUs, node }) => node === 1 && atUs >= 300 * ms).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['heard', 'alarm', 'writing', 'written', 'persisted']),
    );
    expect(end.coverage).toMatchObject({ pause: 1, 'timer-during-pause': 1 });
  });

  test('loses no message and doubles no timer', () => {
    const { seen } = runDiary({ faults: [pause] });
    const hellos = heard(seen, 2, 1, 0, 1_000 * ms);
    expect(hellos.toSorted((one, other) => one - other)).toEqual(hellos.map((_, index) => index + 1));
    const ticks = seen.filter(({ kind, node, atUs }) => kind === 'ticked' && node === 1 && atUs === 300 * ms);
    expect(ticks).toHaveLength(1);
  });

  test('that overlaps another lasts until both have ended', () => {
    const { seen } = runDiary({ faults: [pause, faultBetween(200 * ms, 400 * ms, { kind: 'pause', node: 1 }, 2)] });
    expect(heard(seen, 1, 2, 110 * ms, 400 * ms)).toEqual([]);
    expect(heard(seen, 1, 2, 400 * ms, 500 * ms).length).toBeGreaterThan(5);
  });

  test('may end in a crash, which what came meanwhile does not outlive', () => {
    const crash = faultBetween(299 * ms, 400 * ms, { kind: 'crash', node: 1, unsynced: 'lost' }, 2);
    const runs = bySeeds(20, (seed) => runDiary({ seed, faults: [pause, crash], untilUs: 400 * ms }));
    for (const { end } of runs) {
      const stop = end.trace.findIndex(({ kind }) => kind === 'stopped');
      const later = end.trace.slice(stop, -1).filter((event) => event.kind === 'received' && event.to === 1);
      expect(later).toEqual([]);
    }
    expect(runs.some(({ end }) => end.coverage['crash-between-effects'] === 1)).toBe(true);
  });

  test('is over with the life of the node: one that starts during it runs', () => {
    const crash = faultBetween(150 * ms, 200 * ms, { kind: 'crash', node: 1, unsynced: 'lost' }, 2);
    const { seen, end } = runDiary({ faults: [pause, crash] });
    expect(heard(seen, 1, 2, 110 * ms, 200 * ms)).toEqual([]);
    expect(heard(seen, 1, 2, 210 * ms, 300 * ms).length).toBeGreaterThan(5);
    expect(starts(seen, 1)).toHaveLength(2);
    expect(end.trace.filter(({ kind }) => kind === 'resumed')).toEqual([]);
  });
});

test.each([
  [2, 40],
  [0.5, 10],
])('a clock that drifts by %d changes the pace of its node, and of no other', (rate, hellos) => {
  const drift = faultBetween(100 * ms, 300 * ms, { kind: 'clock-drift', node: 1, rate });
  const { seen, end } = runDiary({ faults: [drift] });
  const ticks = (node: number, sinceUs: number) =>
    seen.filter(({ kind, atUs, ...output }) => {
      return kind === 'ticked' && output.node === node && atUs >= sinceUs && atUs < sinceUs + 200 * ms;
    });
  expect(ticks(1, 101 * ms)).toHaveLength(hellos);
  expect(ticks(2, 101 * ms)).toHaveLength(20);
  expect(ticks(1, 301 * ms)).toHaveLength(20);
  expect(end.coverage['clock-drift']).toBe(1);
});

test('the end of a drift brings forward what the slow clock had put off', () => {
  const { seen } = runDiary({
    isQuiet: true,
    commands: [[95 * ms, 1, { kind: 'set', afterUs: 100 * ms }]],
    faults: [faultBetween(90 * ms, 140 * ms, { kind: 'clock-drift', node: 1, rate: 0.01 })],
  });
  const [alarmUs = 0] = alarms(seen, 1);
  expect(alarmUs).toBeGreaterThan(239 * ms);
  expect(alarmUs).toBeLessThan(240 * ms);
});
