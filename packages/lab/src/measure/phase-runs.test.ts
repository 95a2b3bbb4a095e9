import { expect, test } from 'vitest';
import type { JournalEvent, JournalFact } from '../journal/event.ts';
import { effectOf, readFaults } from './fault-records.ts';
import { readPhaseRuns } from './phase-runs.ts';

function facts(...told: readonly (readonly [atMs: number, fact: JournalFact])[]): JournalEvent[] {
  return told.map(([atMs, fact], index) => ({ ...fact, sequence: index + 1, atUs: atMs * 1000, system: 'voting' }));
}

const started: JournalFact = { type: 'phase-started', phase: 'crash', repeat: 1 };
const finished: JournalFact = { type: 'phase-finished', phase: 'crash', repeat: 1, completed: true, detail: '' };
const applied: JournalFact = {
  ...{ type: 'fault-applied', fault: 'f1', kind: 'crash', target: { instance: 'a-1' } },
  ...{ parameters: {}, durationMs: 5 },
};
const lifted: JournalFact = { type: 'fault-lifted', fault: 'f1', cause: 'expired' };

test('phases of the same name in several runs each have their own end and their own faults', () => {
  const run: JournalFact = { type: 'run-started', run: 'r', experiment: 'e', seed: 1, repeats: 1, quick: false };
  const phases = readPhaseRuns(
    facts([0, run], [1, started], [2, applied], [3, lifted], [4, finished], [10, run], [11, started], [14, finished]),
  );
  expect(phases.map(({ startUs, endUs, faults }) => [startUs, endUs, faults.length])).toEqual([
    [1000, 4000, 1],
    [11_000, 14_000, 0],
  ]);
});

test('a phase that its run never finished ends with the run', () => {
  const ended: JournalFact = { type: 'run-ended', run: 'r', verdict: null, reason: 'it broke' };
  const [phase] = readPhaseRuns(facts([1, started], [5, ended], [9, applied]));
  expect(phase).toMatchObject({ endUs: 5000, finished: false, completed: false, faults: [] });
});

test('of a fault whose id is used again, later facts are of the last one', () => {
  const confirmed: JournalFact = { type: 'fault-confirmed', fault: 'f1', evidence: 'seen', effectAtUs: 11_500 };
  const undetermined: JournalFact = { type: 'fault-undetermined', fault: 'f1', reason: 'too short' };
  const [first, second] = readFaults(
    facts([1, applied], [3, undetermined], [4, lifted], [11, applied], [12, confirmed]),
  );
  expect(first).toMatchObject({ liftedAtUs: 4000, evidence: { kind: 'cannot-tell', reason: 'too short' } });
  expect(second).toMatchObject({ liftedAtUs: undefined, evidence: { kind: 'confirmed' } });
  expect(second && effectOf(second)).toBe(11_500);
});

test('what was confirmed stays confirmed, and the first doubt is kept until then', () => {
  const confirmed: JournalFact = { type: 'fault-confirmed', fault: 'f1', evidence: 'seen', effectAtUs: 1500 };
  const doubt = (reason: string): JournalFact => ({ type: 'fault-not-confirmed', fault: 'f1', reason });
  const evidenceOf = (...told: readonly JournalFact[]) =>
    readFaults(facts([1, applied], ...told.map((fact, index) => [2 + index, fact] as const)))[0]?.evidence;
  expect(evidenceOf(doubt('one'), doubt('two'))).toEqual({ kind: 'not-confirmed', reason: 'one' });
  expect(evidenceOf(doubt('one'), confirmed, doubt('two'))).toMatchObject({ kind: 'confirmed' });
});
