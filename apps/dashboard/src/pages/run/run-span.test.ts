import type { JournalEvent } from '@temblor/lab/journal/event';
import { expect, test } from 'vitest';
import { rangeOfRun, systemOfRun } from './run-span.ts';

const secondUs = 1_000_000;

/** Two systems that started at once; the run began on the second one after so long. */
function journal(runAtSeconds: number | null) {
  const run: JournalEvent = {
    type: 'run-started',
    run: 'r',
    experiment: 'faults',
    seed: 1,
    repeats: 1,
    quick: true,
    sequence: 2,
    atUs: (runAtSeconds ?? 0) * secondUs,
    system: 'second',
  };
  return {
    systems: ['first', 'second'],
    facts: (system: string | null) => (system === 'second' && runAtSeconds !== null ? [run] : []),
    span: { startUs: 0, endUs: 400 * secondUs },
  };
}

test('the system of a run is the one on which it began', () => {
  expect(systemOfRun(journal(0))).toBe('second');
  expect(systemOfRun(journal(null))).toBe('first');
  expect(systemOfRun({ ...journal(null), systems: [] })).toBeUndefined();
});

test('charts begin with the run, however little older the system is', () => {
  expect(rangeOfRun(journal(300), 'second')).toEqual({
    kind: 'span',
    startUs: 300 * secondUs,
    endUs: 400 * secondUs,
  });
  expect(rangeOfRun(journal(5), 'second')).toMatchObject({ kind: 'span', startUs: 5 * secondUs });
  expect(rangeOfRun(journal(0), 'second')).toEqual({ kind: 'all' });
  expect(rangeOfRun(journal(null), 'first')).toEqual({ kind: 'all' });
});
