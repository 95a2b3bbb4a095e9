/** Each fault of the network is seen to act, and to end. */
import { describe, expect, test } from 'vitest';
import { faultBetween, runDiary } from '../simulation/testing/diary.ts';
import { heard } from '../simulation/testing/readings.ts';
import type { PlannedFault } from './planned-fault.ts';

const ms = 1_000;

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

  test('stops what is sent while it lasts, though it would arrive later', () => {
    const { seen } = runDiary({
      faults: [
        faultBetween(100 * ms, 200 * ms, { kind: 'partition', groups }),
        faultBetween(100 * ms, 200 * ms, { kind: 'delay', extraUs: 90 * ms }, 2),
      ],
    });
    expect(Math.min(...heard(seen, 1, 2, 200 * ms, 400 * ms))).toBe(20);
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
    const during = heard(seen, 1, 2, 210 * ms, 300 * ms);
    expect(during).not.toEqual(during.toSorted((one, other) => one - other));
    expect(hellos).not.toEqual(hellos.toSorted((one, other) => one - other));
    expect(new Set(hellos).size).toBe(hellos.length);
    expect(end.coverage['message-overtaken']).toBeGreaterThan(0);
    const late = heard(seen, 1, 2, 410 * ms, 1_000 * ms);
    expect(late).toEqual(late.toSorted((one, other) => one - other));
  });
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
