import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import { expect, test } from 'vitest';
import type { RunModel } from '../model/system-model.ts';
import { readRunSteps } from './run-steps.ts';

/** Facts of one system, a place in the journal each. */
function journal(...facts: readonly (readonly [atMs: number, fact: JournalFact])[]): JournalEvent[] {
  return facts.map(([atMs, fact], index) => ({ ...fact, sequence: index + 1, atUs: atMs * 1000, system: 'voting' }));
}

const started: JournalFact = {
  type: 'run-started',
  run: 'r',
  experiment: 'faults',
  seed: 1,
  repeats: 2,
  quick: false,
};

const instance = 'inventory-1';

/** A crash with a TTD of 400 ms, and a TTR of 200 ms. */
function crash(startMs: number, repeat: number): (readonly [number, JournalFact])[] {
  const fault = `f${repeat}`;
  const word = { instance, by: 'monitor', detector: 'phi', reason: '' };
  return [
    [startMs, { type: 'phase-started', phase: 'crash', repeat }],
    [
      startMs + 10,
      { type: 'fault-applied', fault, kind: 'crash', target: { instance }, parameters: {}, durationMs: 1000 },
    ],
    [startMs + 20, { type: 'fault-confirmed', fault, evidence: 'gone', effectAtUs: (startMs + 20) * 1000 }],
    [startMs + 420, { type: 'instance-off', ...word }],
    [startMs + 1010, { type: 'fault-lifted', fault, cause: 'expired' }],
    [startMs + 1210, { type: 'instance-on', ...word }],
    [startMs + 1500, { type: 'phase-finished', phase: 'crash', repeat, completed: true, detail: '' }],
  ];
}

const run: RunModel = {
  run: 'r',
  experiment: 'faults',
  seed: 1,
  repeats: 2,
  quick: false,
  startedAtUs: 0,
  warmedUp: true,
  phases: [],
  steady: [],
  checks: [],
  verdict: null,
  ended: false,
  endReason: '',
};

test('a phase that acts has its time to detect as soon as the instance is OFF, and none to recover yet', () => {
  const facts = journal([0, started], ...crash(1000, 1).slice(0, 4));
  const [step] = readRunSteps(run, facts).phases;
  expect(step).toMatchObject({ phase: 'crash', state: 'acting', isTimed: true, detail: '' });
  expect(step?.ttd.now).toEqual({ kind: 'measured', value: 400 });
  expect(step?.ttr.now).toMatchObject({ kind: 'absent' });
});

test('in the second repeat the phases of the first are known to come, with what was measured of them', () => {
  const next: JournalFact = { type: 'phase-started', phase: 'baseline', repeat: 2 };
  const steps = readRunSteps(run, journal([0, started], ...crash(1000, 1), [3000, next]));
  expect(steps.repeat).toBe(2);
  expect(steps.phases.map(({ phase, state }) => [phase, state])).toEqual([
    ['crash', 'to-come'],
    ['baseline', 'acting'],
  ]);
  expect(steps.phases[0]?.ttd).toMatchObject({ medianMs: 400, count: 1 });
});

test('repeats are summed up by their median', () => {
  const steps = readRunSteps(run, journal([0, started], ...crash(1000, 1), ...crash(5000, 2)));
  expect(steps.phases).toHaveLength(1);
  expect(steps.phases[0]).toMatchObject({ state: 'done', ttd: { medianMs: 400, count: 2 }, ttr: { medianMs: 200 } });
});

test('a phase that was left incomplete is a problem, and so is one that its run broke off', () => {
  const open: JournalFact = { type: 'phase-finished', phase: 'slow', repeat: 1, completed: false, detail: 'no ON' };
  const began: JournalFact = { type: 'phase-started', phase: 'slow', repeat: 1 };
  expect(readRunSteps(run, journal([0, started], [1, began], [2, open])).phases[0]).toMatchObject({
    state: 'problem',
    detail: 'no ON',
  });
  const broken = { ...run, ended: true };
  expect(readRunSteps(broken, journal([0, started], [1, began])).phases[0]?.state).toBe('problem');
});

test('facts of an earlier run do not count', () => {
  const earlier = journal([0, { ...started, run: 'q' }], ...crash(1000, 1), [9000, started]);
  expect(readRunSteps(run, earlier)).toMatchObject({ repeat: 0, phases: [] });
});

test('the steps around the phases follow the steady state and the warm-up', () => {
  const cold = { ...run, warmedUp: false };
  const steady: RunModel['steady'] = [
    { type: 'steady-state-checked', when: 'before', holds: true, detail: '', sequence: 2, atUs: 1, system: 'voting' },
  ];
  const state = (model: RunModel) => {
    const { before, warmUp, after } = readRunSteps(model, journal([0, started]));
    return [before, warmUp, after];
  };
  expect(state(cold)).toEqual(['acting', 'to-come', 'to-come']);
  expect(state({ ...cold, steady })).toEqual(['done', 'acting', 'to-come']);
  expect(state({ ...run, steady })).toEqual(['done', 'done', 'to-come']);
  const failed = steady.map((one) => ({ ...one, holds: false }));
  expect(state({ ...cold, steady: failed, verdict: { verdict: 'inconclusive', reasons: [] } })).toEqual([
    'problem',
    'to-come',
    'to-come',
  ]);
});

test('a phase that was carried out and is past a limit, or under a load that was not valid, is measured and no more', () => {
  const limits = { ttdMs: 300, ttrMs: null, successPercent: null, p95Ms: null };
  const limited = crash(1000, 1).map(([atMs, fact]): readonly [number, JournalFact] =>
    fact.type === 'phase-started' ? [atMs, { ...fact, limits }] : [atMs, fact],
  );
  expect(readRunSteps(run, journal([0, started], ...limited)).phases[0]?.state).toBe('measured');
  const stateUnder = (reason: string) => {
    const judged: RunModel = { ...run, verdict: { verdict: 'inconclusive', reasons: [reason] } };
    return readRunSteps(judged, journal([0, started], ...crash(1000, 1))).phases[0]?.state;
  };
  expect(stateUnder('the load is not valid: 99 % at most 48 ms late')).toBe('measured');
  expect(stateUnder('crash: success 90 % is below 99 %')).toBe('measured');
  expect(stateUnder('pause: success 90 % is below 99 %')).toBe('done');
});

test('a phase that breaks nothing has no time to keep to', () => {
  const limits = { ttdMs: 300, ttrMs: 300, successPercent: null, p95Ms: null };
  const facts = journal(
    [0, started],
    [1, { type: 'phase-started', phase: 'baseline', repeat: 1, limits }],
    [9, { type: 'phase-finished', phase: 'baseline', repeat: 1, completed: true, detail: '' }],
  );
  expect(readRunSteps(run, facts).phases[0]?.state).toBe('done');
});

test('a phase in which nobody is watched has no times, and none to miss', () => {
  const limits = { ttdMs: 300, ttrMs: 300, successPercent: null, p95Ms: null };
  const unwatched = crash(1000, 1).map(([atMs, fact]): readonly [number, JournalFact] =>
    fact.type === 'phase-started' ? [atMs, { ...fact, watch: [], limits }] : [atMs, fact],
  );
  expect(readRunSteps(run, journal([0, started], ...unwatched)).phases[0]).toMatchObject({
    state: 'done',
    isTimed: false,
  });
});
