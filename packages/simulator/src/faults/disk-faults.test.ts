/** Each fault of a disk is seen to act, and to end, and one that acts on nothing is counted so. */
import { describe, expect, test } from 'vitest';
import { faultBetween, runDiary } from '../simulation/testing/diary.ts';
import { starts } from '../simulation/testing/readings.ts';

const ms = 1_000;

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

test('a fault that outlasts the run counts once', () => {
  const { coverage } = runDiary({ faults: [faultBetween(0, 9_000 * ms, { kind: 'pause', node: 1 })] }).end;
  expect(coverage).toMatchObject({ pause: 1, ineffective: 0 });
});

test('a fault on a node that there is not acts on nothing', () => {
  const faults = (['pause', 'bit-flip'] as const).map((kind, id) => faultBetween(0, 10 * ms, { kind, node: 9 }, id));
  expect(runDiary({ faults }).end.coverage.ineffective).toBe(2);
});
