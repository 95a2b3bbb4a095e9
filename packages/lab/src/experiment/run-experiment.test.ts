/** Runs of a scripted system. Length: one for each way in which a run can end. */
import type { CheckResult } from '@temblor/checkers/history/operation';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { describe, expect, test } from 'vitest';
import { Journal } from '../journal/journal.ts';
import { foldHealth } from '../measure/instance-health.ts';
import type { ExperimentDeclaration, PhaseDeclaration } from './declaration.ts';
import type { RunOptions } from './run-experiment.ts';
import { runExperiment } from './run-experiment.ts';
import type { FakeScript } from './testing/fake-system.ts';
import { FakeSystem } from './testing/fake-system.ts';

const latency: PhaseDeclaration = {
  name: 'latency',
  faults: [{ kind: 'latency', target: { instance: 'node-2' } }],
  minimumMs: 20,
  holdMs: 5,
};

/** The same for systems that never do what is awaited. Where something happens it gets the default of ten seconds. */
const impatient: PhaseDeclaration = { ...latency, detectWithinMs: 250, recoverWithinMs: 250 };

/** A crash of somebody whom nobody watches: nobody says OFF or ON. */
const killed: PhaseDeclaration = {
  name: 'kill-1',
  faults: [{ kind: 'crash', target: { instance: 'node-1' }, durationMs: 5 }],
  watch: [],
  minimumMs: 20,
  holdMs: 5,
};

const baseline: PhaseDeclaration = { name: 'baseline', minimumMs: 20 };

/** What a fake load of so short a while measures depends on the machine. */
const unlimited = { ttdMs: null, ttrMs: null, successPercent: null, p95Ms: null };

function experimentOf(
  phases: readonly PhaseDeclaration[],
  more: Partial<ExperimentDeclaration> = {},
): ExperimentDeclaration {
  return {
    title: 'Test',
    description: 'A test',
    steadyState: { requests: [{ service: 'node', path: '/health', status: 200 }], withinMs: 60 },
    load: { ratePerSecond: 100, workload: { requests: [{ service: 'node', path: '/' }] } },
    warmUpMs: 5,
    phases,
    limits: { ttdMs: 5000, ttrMs: 5000, successPercent: 95, p95Ms: null },
    checks: [],
    ...more,
  };
}

async function run(fake: FakeSystem, options: Partial<RunOptions> = {}) {
  return runExperiment({
    system: fake.system,
    journal: fake.journal,
    clock: fake.clock,
    experimentName: 'test',
    run: 'run-1',
    seed: 1,
    repeats: 1,
    quick: false,
    historyFile: '/dev/null',
    readHistory: async () => [],
    ...options,
  });
}

function fakeWith(
  script: FakeScript,
  phases: readonly PhaseDeclaration[] = [latency],
  more: Partial<ExperimentDeclaration> = {},
) {
  return new FakeSystem(script, experimentOf(phases, more));
}

function typesOf(fake: FakeSystem): string[] {
  return fake.journal.since(1).map(({ type }) => type);
}

describe('a run that goes well', () => {
  test('breaks, measures, mends and checks in the order of the design, and passes', async () => {
    const fake = fakeWith({}, [baseline, latency], { checks: [async () => checkOf('passed')] });
    const outcome = await run(fake);
    expect(outcome.reasons).toEqual([]);
    expect(outcome.verdict).toBe('passed');
    const steps = typesOf(fake).filter((type) => !type.startsWith('load-window'));
    expect(steps).toEqual([
      'run-started',
      'steady-state-checked',
      'load-started',
      'warm-up-finished',
      'phase-started',
      'phase-finished',
      'phase-started',
      'fault-applied',
      'fault-confirmed',
      'instance-off',
      'fault-lifted',
      'instance-on',
      'phase-finished',
      'steady-state-checked',
      'load-finished',
      'check-finished',
      'verdict',
    ]);
    const phase = outcome.figures.phases[1];
    const [repeat] = phase?.repeats ?? [];
    expect(repeat?.ttdMs.kind === 'measured' && repeat.ttdMs.value).toBeGreaterThanOrEqual(4);
    expect(repeat?.ttrMs.kind === 'measured' && repeat.ttrMs.value).toBeGreaterThanOrEqual(4);
    expect(repeat?.run.limits.ttdMs).toBe(5000);
  });

  test('repeats its phases in turn, and measures each repeat', async () => {
    const fake = fakeWith({}, [baseline, latency]);
    const outcome = await run(fake, { repeats: 3 });
    const order = fake.journal
      .since(1)
      .flatMap((event) => (event.type === 'phase-started' ? [`${event.phase} ${event.repeat}`] : []));
    expect(order).toEqual(['baseline 1', 'latency 1', 'baseline 2', 'latency 2', 'baseline 3', 'latency 3']);
    expect(outcome.figures.phases[1]?.ttdMs.count).toBe(3);
  });

  test('runs only the phases that were asked for', async () => {
    const fake = fakeWith({}, [baseline, latency]);
    const outcome = await run(fake, { phases: ['baseline'] });
    expect(outcome.figures.phases.map(({ phase }) => phase)).toEqual(['baseline']);
    expect(fake.calls).not.toContain('apply fault-1');
  });

  test('breaks whoever leads when the phase begins, and measures the links meanwhile', async () => {
    const ofLeader: PhaseDeclaration = {
      ...latency,
      faults: [{ kind: 'latency', target: { instance: 'leader of node' } }],
      watch: ['leader of node'],
      probe: { path: '/state', requests: 2 },
    };
    const fake = fakeWith({}, [ofLeader]);
    fake.say({ type: 'leader-elected', instance: 'node-1', term: 1 });
    fake.say({ type: 'leader-elected', instance: 'node-3', term: 2 });
    const outcome = await run(fake);
    expect(outcome.reasons).toEqual([]);
    const events = fake.journal.since(1);
    expect(events.find(({ type }) => type === 'fault-applied')).toMatchObject({ target: { instance: 'node-3' } });
    expect(events.find(({ type }) => type === 'phase-started')).toMatchObject({ watch: ['node-3'] });
    const probed = events.filter((event) => event.type === 'link-probed');
    expect(probed.map(({ link }) => link).sort()).toEqual([
      ...['node-1->node-2', 'node-1->node-3', 'node-2->node-1'],
      ...['node-2->node-3', 'node-3->node-1', 'node-3->node-2'],
    ]);
    expect(probed[0]).toMatchObject({ roundTripsMs: [expect.any(Number), expect.any(Number)], unanswered: 0 });
  });

  test('breaks nothing where nobody is known to lead, and is inconclusive', async () => {
    const fake = fakeWith({}, [{ ...latency, faults: [{ kind: 'pause', target: { instance: 'leader of node' } }] }]);
    const outcome = await run(fake);
    expect(outcome.verdict).toBe('inconclusive');
    expect(outcome.reasons.join()).toContain('nobody is known to lead node, so nothing was broken');
    expect(fake.calls).not.toContain('apply fault-1');
  });

  test('lets a crash end by its hold, and counts recovery from there', async () => {
    const crash: PhaseDeclaration = {
      ...latency,
      faults: [{ kind: 'crash', target: { instance: 'node-1' }, durationMs: 40 }],
    };
    const fake = fakeWith({ offAfterMs: 10 }, [crash]);
    const outcome = await run(fake);
    expect(outcome.verdict).toBe('passed');
    expect(fake.calls.filter((call) => call.startsWith('lift'))).toEqual([]);
    const lifted = fake.journal.since(1).find((event) => event.type === 'fault-lifted');
    expect(lifted?.type === 'fault-lifted' && lifted.cause).toBe('expired');
  });

  test('awaits after a restart that the next process is ready, though nobody put the instance OFF', async () => {
    const restart: PhaseDeclaration = {
      ...latency,
      faults: [{ kind: 'restart', target: { instance: 'node-1' }, durationMs: 20 }],
      watch: [],
    };
    const fake = fakeWith({ offAfterMs: 'never', readyAfterMs: 60 }, [restart]);
    const outcome = await run(fake);
    expect([outcome.verdict, outcome.reasons]).toEqual(['passed', []]);
    expect(fake.calls.filter((call) => call.startsWith('lift'))).toEqual([]);
    const steps = typesOf(fake).filter((type) => /^(fault-|process-|phase-)/.test(type));
    const expected = ['phase-started', 'fault-applied', 'fault-confirmed', 'fault-lifted', 'process-ready'];
    expect(steps).toEqual([...expected, 'phase-finished']);
  });

  test('kills nobody again before the next process is ready, where nobody watches', async () => {
    const fake = fakeWith({ offAfterMs: 'never', readyAfterMs: 60 }, [killed, { ...killed, name: 'kill-2' }]);
    const outcome = await run(fake);
    expect([outcome.verdict, outcome.reasons]).toEqual(['passed', []]);
    const steps = typesOf(fake).filter((type) => /^(fault-applied|process-ready|phase-started)/.test(type));
    expect(steps.slice(0, 5)).toEqual([
      ...['phase-started', 'fault-applied', 'process-ready'],
      ...['phase-started', 'fault-applied'],
    ]);
  });

  test('gives every fault but a crash a lease longer than all that is awaited', async () => {
    const fake = fakeWith({}, [latency]);
    await run(fake);
    const applied = fake.journal.since(1).find((event) => event.type === 'fault-applied');
    expect(applied?.type === 'fault-applied' && applied.durationMs).toBeGreaterThan(10_005);
  });
});

describe('a system that does badly', () => {
  test('fails when it does not notice a fault that was confirmed', async () => {
    const outcome = await run(fakeWith({ offAfterMs: 'never' }, [impatient]));
    expect(outcome.verdict).toBe('failed');
    expect(outcome.reasons[0]).toContain('node-2 was not put OFF');
  });

  test('fails when it notices too late', async () => {
    const outcome = await run(fakeWith({ offAfterMs: 120 }, [{ ...latency, limits: { ttdMs: 100 } }]));
    expect(outcome.verdict).toBe('failed');
    expect(outcome.reasons[0]).toMatch(/latency: TTD is [\d.]+ ms, and should be less than 100 ms/);
  });

  test('fails when the instance is not taken back, and breaks nothing more while it is away', async () => {
    const fake = fakeWith({ onAfterMs: 'never' }, [impatient, { ...impatient, name: 'second' }]);
    const outcome = await run(fake);
    expect(outcome.verdict).toBe('failed');
    expect(outcome.reasons.join('\n')).toContain('node-2 was not taken back');
    expect(outcome.reasons.join('\n')).toContain('node-2 had not come back before it');
    expect(fake.calls.filter((call) => call.startsWith('apply'))).toEqual(['apply fault-1']);
  });

  test('is not judged where a restarted instance is not ready again', async () => {
    const restart: PhaseDeclaration = {
      ...impatient,
      faults: [{ kind: 'restart', target: { instance: 'node-1' }, durationMs: 20 }],
      watch: [],
    };
    const outcome = await run(fakeWith({ offAfterMs: 'never', readyAfterMs: 'never' }, [restart]));
    expect(outcome.verdict).toBe('inconclusive');
    expect(outcome.reasons.join('\n')).toContain('node-1 was not ready again within 250 ms');
  });

  test.each([
    ['limited', 5000],
    ['not limited', null],
  ])('fails when an instance is taken back while it still fails, where recovery is %s', async (_, ttrMs) => {
    const flapping = { ...latency, holdMs: 60, limits: { ttrMs } };
    const outcome = await run(fakeWith({ flapsAfterMs: 5 }, [flapping]));
    expect(outcome.verdict).toBe('failed');
    expect(outcome.reasons).toEqual(['latency: node-2 came back ON once while it still failed in repeat 1']);
    expect(outcome.figures.phases[0]?.ttrMs.median).toEqual({
      kind: 'absent',
      reason: 'it was taken back while the fault still acted',
    });
    expect(outcome.figures.grades.ttrMs.kind).toBe('ungraded');
    expect(outcome.figures.recoveredPercent).toEqual({ kind: 'measured', value: 0 });
  });

  test('fails when too many requests fail', async () => {
    const outcome = await run(fakeWith({ failures: 5 }, [baseline]));
    expect(outcome.verdict).toBe('failed');
    expect(outcome.reasons).toEqual(['baseline: success is 95 %, and should be more than 95 %']);
  });

  test('fails when a check fails', async () => {
    const outcome = await run(fakeWith({}, [baseline], { checks: [async () => checkOf('failed')] }));
    expect(outcome.verdict).toBe('failed');
    expect(outcome.reasons).toEqual(['check scripted failed: it was wrong']);
  });

  test('counts an OFF in a baseline as a false alarm', async () => {
    const fake = fakeWith({}, [baseline, latency]);
    fake.journal.subscribe((event) => {
      if (event.type !== 'phase-started' || event.phase !== 'baseline') return;
      queueMicrotask(() => {
        fake.put('node-3', 'off');
        fake.put('node-3', 'on');
      });
    });
    const outcome = await run(fake);
    expect(outcome.figures.falseAlarms.alarms).toMatchObject([{ instance: 'node-3', detector: 'consecutive' }]);
    expect(outcome.figures.falseAlarms.byDetector).toEqual({ consecutive: 1 });
  });
});

describe('a run that cannot tell', () => {
  test('breaks nothing where the steady state does not hold first', async () => {
    const fake = fakeWith({ health: () => 503 });
    const outcome = await run(fake);
    expect(outcome.verdict).toBe('inconclusive');
    expect(outcome.reasons[0]).toContain('nothing was broken: node-1 answered 503 instead of 200');
    expect(fake.calls).toEqual([]);
  });

  test('breaks nothing while an instance is OFF of which the journal has forgotten the word', async () => {
    const fake = fakeWith({}, [baseline]);
    fake.put('node-3', 'off');
    const [off] = fake.journal.since(1);
    if (off === undefined) throw new Error('the journal is empty');
    const health = foldHealth({}, off);
    const outcome = await run(fake, { journal: new Journal(), health: () => health });
    expect(outcome.verdict).toBe('inconclusive');
    expect(outcome.reasons[0]).toContain('nothing was broken: node-3 is OFF');
    expect(fake.calls).toEqual([]);
  });

  test('kills nobody who is not ready in time, and is inconclusive', async () => {
    const first = { ...killed, recoverWithinMs: 100 };
    const second = { ...first, name: 'kill-2' };
    const fake = fakeWith({ offAfterMs: 'never', readyAfterMs: 'never' }, [first, second], { limits: unlimited });
    const outcome = await run(fake);
    expect(outcome.verdict).toBe('inconclusive');
    expect(outcome.reasons).toEqual([
      'kill-2, repeat 1, was not completed: node-1 (starting) was not ready before it, so nothing was broken',
    ]);
    expect(fake.calls.filter((call) => call.startsWith('apply'))).toEqual(['apply fault-1']);
  });

  const cuts: NonNullable<PhaseDeclaration['faults']> = [
    { kind: 'partition', target: { groups: [['node-1'], ['node-2']] } },
    { kind: 'latency', target: { link: 'client->node-1' }, latencyMs: 5 },
  ];
  test.each(cuts)('takes a $kind of who is not ready for no evidence either', async (fault) => {
    const first = { ...killed, recoverWithinMs: 100 };
    const second: PhaseDeclaration = { name: 'cut', faults: [fault], watch: [], minimumMs: 20, holdMs: 5 };
    const phases = [first, { ...second, recoverWithinMs: 100 }];
    const fake = fakeWith({ offAfterMs: 'never', readyAfterMs: 'never' }, phases, { limits: unlimited });
    const { reasons } = await run(fake);
    expect(reasons).toEqual([
      'cut, repeat 1, was not completed: node-1 (starting) was not ready before it, so nothing was broken',
    ]);
    expect(fake.calls.filter((call) => call.startsWith('apply'))).toEqual(['apply fault-1']);
  });

  test('is inconclusive where a fault was not seen to take effect', async () => {
    const outcome = await run(fakeWith({ effectAfterMs: 'never' }, [impatient]));
    expect(outcome.verdict).toBe('inconclusive');
    expect(outcome.reasons.join('\n')).toContain('latency on node-2 was not seen to take effect: nothing was seen');
  });

  test('is inconclusive where nobody can tell whether a fault took effect', async () => {
    const outcome = await run(fakeWith({ effectAfterMs: 'unclear' }, [impatient]));
    expect(outcome.verdict).toBe('inconclusive');
    expect(outcome.reasons.join('\n')).toContain('cannot tell whether latency on node-2 took effect');
  });

  test('calls no limit broken where the load was not valid', async () => {
    const outcome = await run(fakeWith({ failures: 50, invalidLoad: 'only 40 of 100 were sent' }, [baseline]));
    expect(outcome.verdict).toBe('inconclusive');
    expect(outcome.reasons).toContain('the load is not valid: only 40 of 100 were sent');
  });

  test('does not blame the system for a steady state that did not return where the load was not valid', async () => {
    const outcome = await run(fakeWith({ onAfterMs: 'never', invalidLoad: 'too busy' }, [impatient]));
    expect(outcome.verdict).toBe('inconclusive');
    expect(outcome.reasons[0]).toBe('the load is not valid: too busy');
    expect(outcome.reasons.join('\n')).toContain('the steady state did not return');
  });

  test('calls it wrong all the same to take back an instance that still fails', async () => {
    const script = { flapsAfterMs: 5, invalidLoad: 'only 40 of 100 were sent' };
    const outcome = await run(fakeWith(script, [{ ...latency, holdMs: 60 }]));
    expect(outcome.verdict).toBe('failed');
    expect(outcome.reasons[0]).toContain('node-2 came back ON once while it still failed');
  });

  test('is inconclusive where a check cannot be carried out', async () => {
    const broken = async (): Promise<CheckResult> => {
      throw new TemblorError('gone', 'the store is gone');
    };
    const outcome = await run(fakeWith({}, [baseline], { checks: [broken] }));
    expect(outcome.verdict).toBe('inconclusive');
    expect(outcome.reasons[0]).toContain(
      'check broken is inconclusive: it could not be carried out: the store is gone',
    );
  });

  test('is inconclusive where a fault is refused, and lifts those that were applied', async () => {
    const fake = fakeWith({ refuseFault: new TemblorError('unsupported-fault', 'node-2 has no fault switch') });
    const outcome = await run(fake);
    expect(outcome.verdict).toBe('inconclusive');
    expect(outcome.reasons.join('\n')).toContain('node-2 has no fault switch');
    expect(fake.calls).toEqual(['start load', 'stop load']);
  });

  test('lifts its faults and stops the load when it is aborted', async () => {
    const abort = new AbortController();
    const fake = fakeWith({ offAfterMs: 'never' }, [{ ...latency, detectWithinMs: 60_000 }]);
    fake.journal.subscribe((event) => {
      if (event.type === 'fault-confirmed') abort.abort(new TemblorError('run-aborted', 'Ctrl-C'));
    });
    const outcome = await run(fake, { signal: abort.signal });
    expect(outcome.verdict).toBe('inconclusive');
    expect(outcome.reasons).toContain('the run was aborted: Ctrl-C');
    expect(fake.calls).toEqual(['start load', 'apply fault-1', 'lift fault-1', 'stop load']);
    expect(fake.journal.since(1).at(-1)?.type).toBe('verdict');
  });

  test('does nothing at all where it was aborted before it began', async () => {
    const fake = fakeWith({});
    const outcome = await run(fake, { signal: AbortSignal.abort(new Error('too late')) });
    expect(outcome.verdict).toBe('inconclusive');
    expect(outcome.reasons).toEqual(['the run was aborted: too late']);
    expect(fake.calls).toEqual([]);
  });
});

describe('a request that makes no sense', () => {
  test.each<[string, Partial<RunOptions>, string, string]>([
    ['an unknown experiment', { experimentName: 'tset' }, 'unknown-experiment', "did you mean 'test'?"],
    ['an unknown phase', { phases: ['latncy'] }, 'unknown-phase', "did you mean 'latency'?"],
    ['no repeats', { repeats: 0 }, 'invalid-repeats', 'whole number'],
  ])('%s is refused before anything is done', async (_, options, code, hint) => {
    const fake = fakeWith({}, [latency]);
    await expect(run(fake, options)).rejects.toMatchObject({ code, exitCode: 64, hint: expect.stringContaining(hint) });
    expect(fake.journal.since(1)).toEqual([]);
  });

  test('an experiment that cannot be repeated is not repeated', async () => {
    const fake = fakeWith({}, [baseline], { repeatable: false });
    await expect(run(fake, { repeats: 2 })).rejects.toMatchObject({ code: 'not-repeatable' });
  });
});

function checkOf(verdict: CheckResult['verdict']): CheckResult {
  return {
    check: 'scripted',
    verdict,
    summary: 'it was looked at',
    violations: verdict === 'failed' ? ['it was wrong'] : [],
  };
}
