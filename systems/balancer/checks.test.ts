/**
 * The checks of the balancer on journals and histories that were made up: each passes what is right and fails what is not.
 * Length: one block for each check.
 */
import type { Operation } from '@temblor/checkers/history/operation';
import type { CheckContext } from '@temblor/lab/experiment/declaration';
import type { JournalEvent, JournalEventOf, JournalFact } from '@temblor/lab/journal/event';
import { Journal } from '@temblor/lab/journal/journal';
import { defineSystem } from '@temblor/lab/system/define-system';
import { describe, expect, test } from 'vitest';
import { replicas } from './check-evidence.ts';
import {
  amplificationBounded,
  answeredInTime,
  answersComeFromReplicas,
  backInRotation,
  halfOpenOneProbe,
  noClientErrors,
  noFalseAlarms,
  restartsDrained,
  trafficSpread,
} from './checks.ts';
import { experiments } from './experiments.ts';
import { balancer } from './system.ts';

type Timed = readonly [atMs: number, fact: JournalFact];

function journalOf(...facts: readonly Timed[]): JournalEvent[] {
  const journal = new Journal();
  for (const [atMs, fact] of facts) journal.append('balancer', atMs * 1000, fact);
  return journal.since(1);
}

function contextOf(given: Partial<Pick<CheckContext, 'history' | 'journal'>>): CheckContext {
  const refuse = (): never => {
    throw new Error('this check asks nobody');
  };
  return { history: [], journal: [], observe: refuse, storeUrl: refuse, ...given };
}

const whoami = (id: number, given: Partial<Operation> = {}): Operation => ({
  ...{ id, name: 'whoami', input: null, outcome: 'ok', status: 200, invokedUs: 0, completedUs: 10 },
  output: { instance: replicas[id % 3] ?? '', port: 8001 },
  ...given,
});

const answers = [whoami(0), whoami(1), whoami(2)];

type Entry = JournalEventOf<'balancer-window'>['replicas'][number];
type Counts = readonly [number, number, number];

/** The window of the second that ends at a moment. @param counts attempts at the three replicas. */
function windowAt(endMs: number, requests: number, counts: Counts, panic = false, failures = 0): Timed {
  const entry = (id: string, index: number): Entry => ({
    ...{ id, state: 'in-rotation', breaker: 'closed', weight: 1, effectiveWeight: 1, inFlight: 0, failures },
    ...{ requests: counts[index] ?? 0, meanMs: 1, maxMs: 2 },
  });
  return [
    endMs,
    {
      ...{ type: 'balancer-window', instance: 'balancer', strategy: 'least-connections', panic },
      ...{ startUs: (endMs - 1000) * 1000, endUs: endMs * 1000, requests, failures: 0, refused: 0 },
      ...{ retries: 0, hedges: 0, replicas: replicas.map(entry) },
    },
  ];
}

/** A fault on an instance, seen to act at once, from one moment to another. */
function broken(kind: string, instance: string, fromMs: number, toMs: number): Timed[] {
  const fault = `${kind}-${instance}`;
  return [
    [fromMs, { type: 'fault-applied', fault, kind, target: { instance }, parameters: {}, durationMs: toMs - fromMs }],
    [fromMs, { type: 'fault-confirmed', fault, evidence: 'seen', effectAtUs: fromMs * 1000 }],
    [toMs, { type: 'fault-lifted', fault, cause: 'healed' }],
  ];
}

const word = { by: 'balancer', detector: 'passive', reason: 'it refused' };
const off = (instance: string): JournalFact => ({ type: 'instance-off', instance, ...word });
const on = (instance: string): JournalFact => ({ type: 'instance-on', instance, ...word });
const ready = (instance: string): JournalFact => ({ type: 'process-ready', instance, pid: 1, durationMs: 1 });
const exited = (instance: string, signal: string | null = null): JournalFact => ({
  ...{ type: 'process-exited', instance, pid: 1, code: signal === null ? 0 : null, signal, expected: true },
});
const started = (phase: string): JournalFact => ({ type: 'phase-started', phase, repeat: 1 });
const finished = (phase: string): JournalFact => ({
  ...{ type: 'phase-finished', phase, repeat: 1, completed: true, detail: '' },
});

describe('no-client-errors', () => {
  test('passes a history in which everything was answered', async () => {
    expect(await noClientErrors(contextOf({ history: answers }))).toMatchObject({ verdict: 'passed' });
  });

  test('fails for one failure, and tells the most frequent kind first', async () => {
    const history = [
      ...answers,
      whoami(3, { outcome: 'unknown', status: 0, output: null }),
      whoami(4, { outcome: 'failed', status: 503 }),
      whoami(5, { outcome: 'failed', status: 503 }),
    ];
    expect(await noClientErrors(contextOf({ history }))).toMatchObject({
      verdict: 'failed',
      violations: [
        'whoami was answered with 503 2 times, first as operation 4',
        'whoami got no answer 1 times, first as operation 3',
      ],
    });
  });

  test('leaves out the warm-up', async () => {
    const journal = journalOf([100, { type: 'warm-up-finished' }]);
    const cold = whoami(0, { outcome: 'failed', status: 503, invokedUs: 99_000 });
    const warm = whoami(1, { invokedUs: 101_000 });
    expect(await noClientErrors(contextOf({ journal, history: [cold, warm] }))).toMatchObject({
      verdict: 'passed',
      summary: '1 operations after the warm-up, 0 without a good answer',
    });
  });

  test('cannot tell of time-outs on a machine that was too busy; an error is one on any machine', async () => {
    const load = { intended: 9, sent: 9, valid: false, reason: 'this machine was too busy' };
    const journal = journalOf([100, { type: 'load-finished', ...load }]);
    const timedOut = whoami(3, { outcome: 'failed', status: 0 });
    const refused = whoami(4, { outcome: 'failed', status: 503 });
    expect((await noClientErrors(contextOf({ journal, history: [...answers, timedOut] }))).verdict).toBe(
      'inconclusive',
    );
    expect((await noClientErrors(contextOf({ journal, history: [timedOut, refused] }))).verdict).toBe('failed');
    expect((await noClientErrors(contextOf({ history: [timedOut] }))).verdict).toBe('failed');
  });

  test('cannot tell without a client', async () => {
    expect(await noClientErrors(contextOf({}))).toMatchObject({ verdict: 'inconclusive' });
  });
});

describe('answers-come-from-replicas', () => {
  test('passes, and tells who answered how often', async () => {
    expect(await answersComeFromReplicas(contextOf({ history: answers }))).toMatchObject({
      verdict: 'passed',
      summary: '3 good answers to GET /whoami, warm-up included: image-1 1, image-2 1, image-3 1',
    });
  });

  test.each([
    ['a replica that there is not', { output: { instance: 'image-7' } }, 'answered by image-7'],
    ['nobody', { output: 'hello' }, 'answered by nobody'],
    ['an image of no bytes', { name: 'image', output: '' }, 'no bytes'],
  ])('fails for an answer of %s', async (_, given, violation) => {
    const result = await answersComeFromReplicas(contextOf({ history: [...answers, whoami(3, given)] }));
    expect(result.verdict).toBe('failed');
    expect(result.violations[0]).toContain(violation);
  });

  test('takes an error for no answer', async () => {
    const history = [...answers, whoami(3, { outcome: 'failed', output: null })];
    expect((await answersComeFromReplicas(contextOf({ history }))).verdict).toBe('passed');
    expect((await answersComeFromReplicas(contextOf({ history: history.slice(3) }))).verdict).toBe('inconclusive');
  });
});

describe('amplification-bounded', () => {
  const bad = broken('intermittent', 'image-1', 900, 4000);

  test('passes 1.2 attempts a request, and fails more', async () => {
    const allowed = journalOf(...bad, windowAt(2000, 500, [200, 200, 200]), windowAt(3000, 500, [200, 200, 200]));
    expect(await amplificationBounded(contextOf({ journal: allowed }))).toMatchObject({ verdict: 'passed' });
    const tooMany = journalOf(...bad, windowAt(2000, 500, [200, 200, 200]), windowAt(3000, 500, [200, 200, 205]));
    expect(await amplificationBounded(contextOf({ journal: tooMany }))).toMatchObject({ verdict: 'failed' });
  });

  test('leaves out what was before and after the faults', async () => {
    const journal = journalOf(...bad, windowAt(2000, 500, [200, 200, 100]), windowAt(6000, 10, [900, 0, 0]));
    expect(await amplificationBounded(contextOf({ journal }))).toMatchObject({ verdict: 'passed' });
  });

  test.each([
    ['nothing was broken', journalOf(windowAt(2000, 500, [900, 900, 900]))],
    ['hardly anything was asked', journalOf(...bad, windowAt(2000, 99, [900, 900, 900]))],
    ['the fault was not seen to act', journalOf(...bad.slice(0, 1), windowAt(2000, 500, [900, 900, 900]))],
  ])('cannot tell where %s', async (_, journal) => {
    expect(await amplificationBounded(contextOf({ journal }))).toMatchObject({ verdict: 'inconclusive' });
  });
});

describe('restarts-drained', () => {
  const restart = broken('restart', 'image-1', 100, 600);
  const draining: Timed = [150, { type: 'replica-draining', instance: 'balancer', replica: 'image-1', inFlight: 2 }];
  const drained: Timed = [200, { type: 'replica-drained', instance: 'balancer', replica: 'image-1' }];
  const back: Timed = [900, ready('image-1')];
  const ended: Timed = [500, exited('image-1')];

  test('passes a replica that was drained before it ended', async () => {
    const journal = journalOf(...restart, draining, drained, ended, back);
    expect(await restartsDrained(contextOf({ journal }))).toMatchObject({ verdict: 'passed' });
  });

  const heardLate: Timed = [520, { type: 'replica-drained', instance: 'balancer', replica: 'image-1' }];

  test('passes one of whose last answer the balancer learnt late, and none broke off', async () => {
    const journal = journalOf(...restart, draining, ended, heardLate, back, windowAt(1000, 500, [250, 125, 125]));
    expect(await restartsDrained(contextOf({ journal }))).toMatchObject({ verdict: 'passed' });
  });

  test.each<[string, Timed[], string]>([
    [
      'was heard of late, and broke an answer off',
      [draining, ended, heardLate, back, windowAt(1000, 9, [3, 3, 3], false, 1)],
      'before it had answered what it had',
    ],
    ['was heard of late, and nobody counted', [draining, ended, heardLate, back], 'before it had answered what it had'],
    ['was not drained', [ended, back], 'before it was drained'],
    ['was drained too late', [[120, exited('image-1')], draining, drained, back], 'before it was drained'],
    ['left work behind', [draining, ended, back], 'before it had answered what it had'],
    ['was killed', [draining, drained, [500, exited('image-1', 'SIGKILL')], back], 'but by SIGKILL'],
    ['was taken for dead', [draining, drained, ended, [550, off('image-1')], back], 'was taken for dead'],
    ['did not come back', [draining, drained, ended], 'did not come back'],
    ['did not end', [draining, drained], 'did not end'],
  ])('fails one that %s', async (_, facts, violation) => {
    const result = await restartsDrained(contextOf({ journal: journalOf(...restart, ...facts) }));
    expect(result.verdict).toBe('failed');
    expect(result.violations.join('\n')).toContain(violation);
  });

  test('cannot tell where nothing was restarted', async () => {
    const journal = journalOf(...broken('crash', 'image-1', 100, 600));
    expect(await restartsDrained(contextOf({ journal }))).toMatchObject({ verdict: 'inconclusive' });
  });
});

describe('half-open-one-probe', () => {
  const towards = { instance: 'balancer', dependency: 'image-3' };
  const opened: Timed = [500, { type: 'breaker-opened', ...towards, reason: 'three in a row' }];
  const probed: Timed = [1500, { type: 'breaker-half-opened', ...towards }];
  const closed: Timed = [4500, { type: 'breaker-closed', ...towards }];

  test('passes one request for each time that the breaker was half-open', async () => {
    const journal = journalOf(opened, probed, windowAt(2000, 500, [250, 249, 1]), closed);
    expect(await halfOpenOneProbe(contextOf({ journal }))).toMatchObject({ verdict: 'passed' });
  });

  test('fails a crowd', async () => {
    const journal = journalOf(opened, probed, windowAt(2000, 500, [250, 245, 5]), closed);
    expect(await halfOpenOneProbe(contextOf({ journal }))).toMatchObject({
      verdict: 'failed',
      violations: ['image-3 was asked 5 times while its breaker was half-open 1 times'],
    });
  });

  test('leaves out the seconds in which it opened and closed', async () => {
    const edges = [windowAt(1000, 500, [200, 200, 100]), windowAt(5000, 500, [200, 200, 100])];
    const journal = journalOf(opened, probed, windowAt(2000, 500, [250, 249, 1]), closed, ...edges);
    expect(await halfOpenOneProbe(contextOf({ journal }))).toMatchObject({ verdict: 'passed' });
  });

  test.each([
    ['was never half-open', journalOf(opened, windowAt(2000, 500, [250, 245, 5]), closed)],
    ['closed within a second', journalOf(opened, probed, [1600, closed[1]], windowAt(2000, 500, [250, 245, 5]))],
    ['was ignored in panic', journalOf(opened, probed, windowAt(2000, 500, [170, 170, 160], true), closed)],
  ])('cannot tell where the breaker %s', async (_, journal) => {
    expect(await halfOpenOneProbe(contextOf({ journal }))).toMatchObject({ verdict: 'inconclusive' });
  });
});

describe('traffic-spread', () => {
  const phase = (...windows: readonly Timed[]) =>
    journalOf([1000, started('afterwards')], ...windows, [6000, finished('afterwards')]);

  test('passes who gets a share, and leaves out the slow start', async () => {
    const journal = phase(windowAt(2100, 300, [150, 150, 0]), windowAt(3500, 300, [120, 120, 60]));
    expect(await trafficSpread(contextOf({ journal }))).toMatchObject({ verdict: 'passed' });
  });

  test('fails where a replica gets less than half of its share', async () => {
    const journal = phase(windowAt(3500, 300, [130, 130, 40]));
    expect(await trafficSpread(contextOf({ journal }))).toMatchObject({
      verdict: 'failed',
      violations: ['image-3 got 13 % of the requests, and 33 % are its'],
    });
  });

  test.each([
    ['hardly anything was asked', phase(windowAt(3500, 10, [10, 0, 0]))],
    [
      'the last phase broke something',
      journalOf([1000, started('kill')], ...broken('crash', 'image-1', 1100, 2000), windowAt(3500, 300, [300, 0, 0])),
    ],
  ])('cannot tell where %s', async (_, journal) => {
    expect(await trafficSpread(contextOf({ journal }))).toMatchObject({ verdict: 'inconclusive' });
  });
});

describe('back-in-rotation', () => {
  const crash = broken('crash', 'image-1', 100, 600);
  const found: Timed = [120, off('image-1')];

  test('passes who is taken back within a second after it is up, even before the lab says that it is', async () => {
    for (const backMs of [1900, 880]) {
      const journal = journalOf(...crash, found, [900, ready('image-1')], [backMs, on('image-1')]);
      expect(await backInRotation(contextOf({ journal }))).toMatchObject({ verdict: 'passed' });
    }
  });

  test.each<[string, Timed[], string]>([
    ['was not found', [[900, ready('image-1')]], 'was not put OFF'],
    ['did not start', [found], 'did not come back'],
    ['was not taken back', [found, [900, ready('image-1')]], 'was not taken into rotation'],
    ['was taken back late', [found, [900, ready('image-1')], [1950, on('image-1')]], '1050 ms after it was up'],
  ])('fails one that %s', async (_, facts, violation) => {
    const result = await backInRotation(contextOf({ journal: journalOf(...crash, ...facts) }));
    expect(result.verdict).toBe('failed');
    expect(result.violations[0]).toContain(violation);
  });

  test('cannot tell of a late one on a machine that was too busy for its load', async () => {
    const busy: JournalFact = { type: 'load-finished', intended: 9, sent: 9, valid: false, reason: 'too busy' };
    const late: Timed[] = [found, [900, ready('image-1')], [1950, on('image-1')], [2000, busy]];
    expect(await backInRotation(contextOf({ journal: journalOf(...crash, ...late) }))).toMatchObject({
      verdict: 'inconclusive',
    });
  });
});

describe('answered-in-time', () => {
  const journal = journalOf(...broken('pause', 'image-2', 1000, 3000));
  const during = (slow: number): Operation[] =>
    Array.from({ length: 200 }, (_, id) =>
      whoami(id, { invokedUs: 2_000_000, completedUs: 2_000_000 + (id < slow ? 400_000 : 2000) }),
    );

  test('passes where two of 200 waited, and fails where three did', async () => {
    expect(await answeredInTime(contextOf({ journal, history: during(2) }))).toMatchObject({ verdict: 'passed' });
    expect(await answeredInTime(contextOf({ journal, history: during(3) }))).toMatchObject({ verdict: 'failed' });
  });

  test('does not count who waited at other times, and cannot tell of a few', async () => {
    const before = Array.from({ length: 9 }, (_, id) => whoami(id, { completedUs: 900_000 }));
    const history = [...before, ...during(0)];
    expect(await answeredInTime(contextOf({ journal, history }))).toMatchObject({ verdict: 'passed' });
    expect(await answeredInTime(contextOf({ journal, history: before }))).toMatchObject({ verdict: 'inconclusive' });
  });
});

describe('no-false-alarms', () => {
  const quiet = (facts: readonly Timed[], endMs = 10_000) =>
    journalOf([0, started('quiet')], ...facts, [endMs, finished('quiet')]);

  test('passes time in which nobody was put OFF, and fails where somebody was', async () => {
    expect(await noFalseAlarms(contextOf({ journal: quiet([]) }))).toMatchObject({ verdict: 'passed' });
    expect(await noFalseAlarms(contextOf({ journal: quiet([[500, off('image-2')]]) }))).toMatchObject({
      verdict: 'failed',
      violations: ['image-2 was put OFF by passive: it refused'],
    });
    expect(await noFalseAlarms(contextOf({ journal: quiet([], 900) }))).toMatchObject({ verdict: 'inconclusive' });
  });
});

describe('the experiments', () => {
  test('are accepted by the declaration, the default one first', () => {
    expect(Object.keys(balancer.experiments)[0]).toBe('faults');
    expect(() => defineSystem({ ...balancer, experiments })).not.toThrow();
  });

  test('promise no errors wherever a healthy replica is left', () => {
    const promising = Object.entries(experiments).flatMap(([name, { checks }]) =>
      checks.includes(noClientErrors) ? [] : [name],
    );
    expect(promising).toEqual(['all-bad']);
  });

  test('have the limits of the brief', () => {
    const kill = experiments['kill-one']?.phases.find(({ name }) => name === 'kill');
    expect(kill?.limits).toMatchObject({ ttdMs: 100 });
    expect(experiments['kill-one']?.load.ratePerSecond).toBe(2000);
    expect(experiments['pause-one']?.limits).toMatchObject({ ttrMs: 1000, p95Ms: 300 });
  });
});
