import { journalEvent } from '@temblor/lab/journal/event';
import { readFaults } from '@temblor/lab/measure/fault-records';
import { measureRun } from '@temblor/lab/measure/run-figures';
import { readHappenings } from '@temblor/lab/measure/space-time/happening';
import { selectRelevant } from '@temblor/lab/measure/space-time/relevant';
import { describe, expect, test } from 'vitest';
import type { PlannedFault } from '../faults/planned-fault.ts';
import { toySubject, toyTrace } from '../subjects/testing/toy-subject.ts';
import { journalOf } from './run-journal.ts';
import { factsOf } from './trace-facts.ts';

const toy = toySubject(() => true);
const outcome = toy.run(toy.plan(1, { nodes: 3, untilUs: 1, faults: [] }), { trace: true });
const journal = journalOf({
  run: 'r',
  subject: 'toy',
  rules: toy.rules,
  seed: 1,
  outcome,
  version: '1',
  wallClockMs: 0,
});

describe('the journal of a simulated run', () => {
  test('holds facts that every reader of a journal knows, numbered without gaps and in order of time', () => {
    expect(journal.map((event) => journalEvent.parse(event))).toEqual(journal);
    expect(journal.map(({ sequence }) => sequence)).toEqual(journal.map((_, index) => index + 1));
    const times = journal.map(({ atUs }) => atUs);
    expect(times).toEqual(times.toSorted((left, right) => left - right));
  });

  test('tells what the system is made of, and what the run came to', () => {
    const starting = journal.find((event) => event.type === 'system-starting');
    expect(starting?.topology?.instances.map(({ id }) => id)).toEqual(['node-1', 'node-2', 'node-3']);
    expect(journal.find((event) => event.type === 'verdict')).toMatchObject({
      ...{ verdict: 'failed', reasons: ['toy is broken: node 2 must not hear'] },
    });
  });

  test('tells of a leader as every journal does', () => {
    expect(factsOf(toyTrace).map(({ fact }) => fact)).toContainEqual({
      ...{ type: 'leader-elected', instance: 'node-1', term: 4 },
    });
  });

  test('tells of a message when it was sent, who got it, and why another was lost', () => {
    expect(factsOf(toyTrace).map(({ fact }) => fact)).toEqual(
      expect.arrayContaining([
        { type: 'message-delivered', from: 'node-1', to: 'node-2', sentAtUs: 10, label: 'hello' },
        { type: 'message-lost', from: 'node-1', to: 'node-3', sentAtUs: 10, label: 'hello', reason: 'partition' },
      ]),
    );
  });

  test('holds evidence of a fault where the trace shows it, and says so where it does not', () => {
    const crash: PlannedFault = { id: 2, kind: 'crash', atUs: 31, durationUs: 5, node: 3, unsynced: 'lost' };
    const drift: PlannedFault = { id: 3, kind: 'clock-drift', atUs: 31, durationUs: 5, node: 3, rate: 1.1 };
    const began = [crash, drift].map((fault) => ({ atUs: 31, kind: 'fault-began', fault }) as const);
    const faults = readFaults(
      journalOf({
        ...{ run: 'r', subject: 'toy', rules: toy.rules, seed: 1, version: '1', wallClockMs: 0 },
        outcome: { ...outcome, trace: [...toyTrace, ...began] },
      }),
    );
    expect(faults.map(({ kind, evidence }) => [kind, evidence.kind])).toEqual([
      ['partition', 'confirmed'],
      ['crash', 'not-confirmed'], // the node had stopped before
      ['clock-drift', 'cannot-tell'],
    ]);
  });

  test('tells what clients saw, second by second, so that reports have its figures', () => {
    const operation = { id: 0, name: 'put', input: 1, output: 2, status: 0, invokedUs: 400_000 };
    const history = [
      { ...operation, outcome: 'ok', completedUs: 410_000 },
      { ...operation, outcome: 'unknown', completedUs: 2_500_000 },
    ] as const;
    const run = { run: 'r', subject: 'toy', rules: toy.rules, seed: 1, version: '1', wallClockMs: 0 };
    const { load, loadValidity } = measureRun(
      journalOf({ ...run, outcome: { ...outcome, history, endedUs: 2_500_000 } }),
    );
    expect(load).toMatchObject({ ok: 1, unknown: 1, samples: 2, byName: { put: { ok: 1, failed: 0, unknown: 1 } } });
    expect(load.corrected?.p50Ms).toBeCloseTo(10, 0);
    expect(loadValidity.kind).toBe('valid');
  });

  test('is enough to explain the violation', () => {
    const kinds = selectRelevant(readHappenings(journal), 15).map((one) => one.kind);
    expect(kinds).toEqual(['mark', 'mark', 'span', 'message', 'mark', 'mark', 'violation']);
  });
});
