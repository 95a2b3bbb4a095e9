/** Each kind of fault is seen to act, and to end. */
import { describe, expect, test } from 'vitest';
import type { Seen } from '../simulation/testing/diary.ts';
import { faultBetween, runDiary } from '../simulation/testing/diary.ts';
import type { PlannedFault } from './planned-fault.ts';

const ms = 1_000;

/** Hellos that one node heard of another within a time. */
function heard(seen: readonly Seen[], from: number, to: number, sinceUs: number, untilUs: number): number[] {
  return seen.flatMap((output) =>
    output.kind === 'heard' &&
    output.from === from &&
    output.node === to &&
    output.atUs >= sinceUs &&
    output.atUs < untilUs
      ? [output.hello]
      : [],
  );
}

function starts(seen: readonly Seen[], node: number) {
  return seen.flatMap((output) => (output.kind === 'started' && output.node === node ? [output.recovered] : []));
}

function alarms(seen: readonly Seen[], node: number): number[] {
  return seen.flatMap((output) => (output.kind === 'alarm' && output.node === node ? [output.atUs] : []));
}

/** The same run by many seeds: for faults that draw their moment. */
function bySeeds<Result>(count: number, run: (seed: number) => Result): Result[] {
  return Array.from({ length: count }, (_, index) => run(index + 1));
}

describe('a crash', () => {
  const crash = (unsynced: 'lost' | 'kept' | 'torn') =>
    faultBetween(100 * ms, 300 * ms, { kind: 'crash', node: 1, unsynced });

  test('silences the node until it ends, and the node starts anew', () => {
    const { end, seen } = runDiary({ faults: [crash('lost')] });
    expect(heard(seen, 1, 2, 160 * ms, 300 * ms)).toEqual([]);
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
    const again = faultBetween(200 * ms, 250 * ms, { kind: 'crash', node: 1, unsynced: 'lost' }, 2);
    const { end, seen } = runDiary({ faults: [crash('lost'), again] });
    expect(end.coverage).toMatchObject({ crash: 1, ineffective: 1 });
    expect(heard(seen, 1, 2, 160 * ms, 300 * ms)).toEqual([]);
  });
});

describe('a pause', () => {
  const pause = faultBetween(100 * ms, 300 * ms, { kind: 'pause', node: 1 });

  test('holds back all that comes until it ends: messages, timers and what became durable', () => {
    const { seen, end } = runDiary({
      isQuiet: true,
      faults: [pause],
      commands: [
        [50 * ms, 1, { kind: 'set', afterUs: 100 * ms }],
        [97 * ms, 1, { kind: 'write', words: ['a'] }],
        [150 * ms, 2, { kind: 'write', words: ['b'] }],
        [160 * ms, 1, { kind: 'write', words: ['c'] }],
      ],
    });
    const during = seen.filter(({ atUs, node }) => node === 1 && atUs > 100 * ms && atUs < 300 * ms);
    expect(during).toEqual([]);
    expect(alarms(seen, 1)).toEqual([300 * ms]);
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

  test('is over with the life of the node: one that starts during it runs', () => {
    const crash = faultBetween(150 * ms, 200 * ms, { kind: 'crash', node: 1, unsynced: 'lost' }, 2);
    const { seen } = runDiary({ faults: [pause, crash] });
    expect(heard(seen, 1, 2, 110 * ms, 200 * ms)).toEqual([]);
    expect(heard(seen, 1, 2, 210 * ms, 300 * ms).length).toBeGreaterThan(5);
    expect(starts(seen, 1)).toHaveLength(2);
  });
});

test('a clock that drifts changes the pace of its node, and of no other', () => {
  const { seen, end } = runDiary({
    faults: [faultBetween(100 * ms, 300 * ms, { kind: 'clock-drift', node: 1, rate: 2 })],
  });
  const ticks = (node: number, sinceUs: number) =>
    seen.filter(
      (output) =>
        output.kind === 'ticked' && output.node === node && output.atUs >= sinceUs && output.atUs < sinceUs + 200 * ms,
    ).length;
  expect(ticks(1, 100 * ms)).toBe(40);
  expect(ticks(2, 100 * ms)).toBe(20);
  expect(ticks(1, 301 * ms)).toBe(20);
  expect(end.coverage['clock-drift']).toBe(1);
});

describe('a partition', () => {
  const groups = [[1], [2, 3]];

  test('lets nothing pass between groups, both ways, and all within them', () => {
    const { seen, end } = runDiary({ faults: [faultBetween(100 * ms, 300 * ms, { kind: 'partition', groups })] });
    expect(heard(seen, 1, 2, 100 * ms, 300 * ms)).toEqual([]);
    expect(heard(seen, 3, 1, 100 * ms, 300 * ms)).toEqual([]);
    expect(heard(seen, 2, 3, 100 * ms, 300 * ms).length).toBeGreaterThan(15);
    expect(heard(seen, 1, 2, 300 * ms, 400 * ms).length).toBeGreaterThan(5);
    expect(end.coverage.partition).toBe(1);
  });

  test('stops what is on its way when it begins', () => {
    const { seen, end } = runDiary({
      isQuiet: true,
      commands: [[90 * ms, 1, { kind: 'rewrite', word: 'a' }]],
      faults: [faultBetween(92_500, 300 * ms, { kind: 'partition', groups })],
      seed: 3,
    });
    expect(end.trace.filter(({ kind, atUs }) => kind === 'sent' && atUs < 92_500)).toHaveLength(2);
    expect(heard(seen, 1, 2, 92_500, 300 * ms)).toEqual([]);
    expect(end.coverage['message-cut-on-its-way']).toBeGreaterThan(0);
  });

  test('composes with another: a message must pass both', () => {
    const { seen } = runDiary({
      faults: [
        faultBetween(100 * ms, 300 * ms, { kind: 'partition', groups: [[1, 2], [3]] }),
        faultBetween(200 * ms, 400 * ms, { kind: 'partition', groups: [[1, 3], [2]] }, 2),
      ],
    });
    expect(heard(seen, 1, 2, 103 * ms, 200 * ms).length).toBeGreaterThan(5);
    expect(heard(seen, 1, 2, 200 * ms, 300 * ms)).toEqual([]);
    expect(heard(seen, 1, 3, 200 * ms, 300 * ms)).toEqual([]);
    expect(heard(seen, 1, 3, 303 * ms, 400 * ms).length).toBeGreaterThan(5);
  });

  test('isolates a node that is in no group', () => {
    const { seen } = runDiary({ faults: [faultBetween(100 * ms, 300 * ms, { kind: 'partition', groups: [[1, 2]] })] });
    expect(heard(seen, 3, 1, 100 * ms, 300 * ms)).toEqual([]);
    expect(heard(seen, 1, 2, 103 * ms, 300 * ms).length).toBeGreaterThan(15);
  });

  test('that no message meets is counted as ineffective', () => {
    const { end } = runDiary({
      isQuiet: true,
      faults: [faultBetween(100 * ms, 300 * ms, { kind: 'partition', groups })],
    });
    expect(end.coverage).toMatchObject({ partition: 0, ineffective: 1 });
  });

  test('that flaps is there for a period and gone for a period', () => {
    const { seen } = runDiary({
      faults: [faultBetween(100 * ms, 350 * ms, { kind: 'flapping-partition', groups, periodUs: 50 * ms })],
    });
    expect(heard(seen, 1, 2, 100 * ms, 150 * ms)).toEqual([]);
    expect(heard(seen, 1, 2, 150 * ms, 200 * ms).length).toBeGreaterThan(2);
    expect(heard(seen, 1, 2, 200 * ms, 250 * ms)).toEqual([]);
    expect(heard(seen, 1, 2, 350 * ms, 600 * ms).length).toBeGreaterThan(20);
  });

  test('of one way lets the other way pass', () => {
    const { seen } = runDiary({
      faults: [faultBetween(100 * ms, 300 * ms, { kind: 'one-way-partition', from: [1], to: [2, 3] })],
    });
    expect(heard(seen, 1, 2, 100 * ms, 300 * ms)).toEqual([]);
    expect(heard(seen, 2, 1, 103 * ms, 300 * ms).length).toBeGreaterThan(15);
    expect(heard(seen, 1, 2, 300 * ms, 400 * ms).length).toBeGreaterThan(5);
  });
});

describe('a network that is bad everywhere', () => {
  const run = (fault: PlannedFault) => runDiary({ faults: [fault] });

  test('loses its share of the messages', () => {
    const { seen, end } = run(faultBetween(100 * ms, 900 * ms, { kind: 'loss', probability: 0.5 }));
    const arrived = heard(seen, 1, 2, 103 * ms, 900 * ms).length;
    expect(arrived).toBeGreaterThan(20);
    expect(arrived).toBeLessThan(60);
    expect(heard(seen, 1, 2, 903 * ms, 1_000 * ms).length).toBeGreaterThan(7);
    expect(end.coverage['message-lost']).toBeGreaterThan(100);
  });

  test('doubles messages, each copy by a time of its own', () => {
    const { seen, end } = run(faultBetween(100 * ms, 300 * ms, { kind: 'duplication', probability: 1 }));
    const during = heard(seen, 1, 2, 112 * ms, 300 * ms);
    expect(during.length).toBeGreaterThan(new Set(during).size * 1.8);
    const after = heard(seen, 1, 2, 310 * ms, 1_000 * ms);
    expect(after).toHaveLength(new Set(after).size);
    expect(end.coverage['message-doubled']).toBe(20 * 6);
  });

  test('delays them, so that they overtake each other', () => {
    const { seen, end } = run(faultBetween(100 * ms, 300 * ms, { kind: 'delay', extraUs: 100 * ms }));
    const hellos = heard(seen, 1, 2, 0, 1_000 * ms);
    expect(hellos).not.toEqual(hellos.toSorted((one, other) => one - other));
    expect(new Set(hellos).size).toBe(hellos.length);
    expect(end.coverage['message-overtaken']).toBeGreaterThan(0);
    const late = heard(seen, 1, 2, 410 * ms, 1_000 * ms);
    expect(late).toEqual(late.toSorted((one, other) => one - other));
  });
});

test('a slow sync holds back what stands behind it', () => {
  const { seen, end } = runDiary({
    isQuiet: true,
    faults: [faultBetween(100 * ms, 300 * ms, { kind: 'slow-sync', node: 1, extraUs: 40 * ms })],
    commands: [
      [100 * ms, 1, { kind: 'write', words: ['a'] }],
      [300 * ms, 1, { kind: 'write', words: ['b'] }],
    ],
  });
  const times = seen.flatMap((output) => (output.kind === 'writing' || output.kind === 'written' ? [output.atUs] : []));
  const [writingA = 0, writtenA = 0, writingB = 0, writtenB = 0] = times;
  expect(writtenA - writingA).toBe(41 * ms);
  expect(writtenB - writingB).toBe(1 * ms);
  expect(end.coverage).toMatchObject({ 'slow-sync': 1, 'sync-slowed': 1 });
});

describe('a bit that flips', () => {
  const flip = faultBetween(100 * ms, 200 * ms, { kind: 'bit-flip', node: 1 });

  test('is found at the next start: the records before it are there, and the log is called damaged', () => {
    const { seen, end } = runDiary({
      isQuiet: true,
      faults: [flip],
      commands: [[50 * ms, 1, { kind: 'write', words: ['a', 'b', 'c'] }]],
    });
    const [, second] = starts(seen, 1);
    expect(second?.log).toBe('damaged');
    expect(['', 'a', 'ab']).toContain(second?.records.join(''));
    expect(second?.register).toEqual({ kind: 'read', value: 'c' });
    expect(end.coverage).toMatchObject({ 'bit-flip': 1, 'damaged-start': 1 });
  });

  test('has nothing to act on in an empty log', () => {
    const { seen, end } = runDiary({ isQuiet: true, faults: [flip] });
    expect(starts(seen, 1).map(({ log }) => log)).toEqual(['intact', 'intact']);
    expect(end.coverage).toMatchObject({ 'bit-flip': 0, ineffective: 1 });
  });
});

test('a fault on a node that there is not acts on nothing', () => {
  const faults = (['pause', 'bit-flip'] as const).map((kind, id) => faultBetween(0, 10 * ms, { kind, node: 9 }, id));
  expect(runDiary({ faults }).end.coverage.ineffective).toBe(2);
});

test('while no fault acts nothing is lost, doubled or late', () => {
  const faults = [
    faultBetween(10 * ms, 100 * ms, { kind: 'loss', probability: 0.9 }),
    faultBetween(10 * ms, 100 * ms, { kind: 'delay', extraUs: 50 * ms }, 2),
    faultBetween(10 * ms, 100 * ms, { kind: 'crash', node: 2, unsynced: 'torn' }, 3),
  ];
  const { seen } = runDiary({ faults });
  const calm = heard(seen, 1, 3, 160 * ms, 1_000 * ms);
  expect(calm).toEqual(calm.map((_, index) => (calm[0] ?? 0) + index));
});
