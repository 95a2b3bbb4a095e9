/** Every figure of a run, measured from journals written by hand. Length: a journal for each figure and each absence. */
import { describe, expect, test } from 'vitest';
import { loadWindow } from '../experiment/testing/fake-system.ts';
import type { JournalEvent, JournalFact } from '../journal/event.ts';
import { Journal } from '../journal/journal.ts';
import type { Measured } from './measured.ts';
import { noLimits } from './phase-runs.ts';
import { awaitsDetection, measureRun } from './run-figures.ts';

/** A journal written by hand; times in milliseconds. */
function journalOf(...facts: readonly (readonly [atMs: number, fact: JournalFact])[]): JournalEvent[] {
  const journal = new Journal();
  for (const [atMs, fact] of facts) journal.append('fake', atMs * 1000, fact);
  return journal.since(1);
}

const phase = (name: string, repeat = 1) => ({ type: 'phase-started', phase: name, repeat }) satisfies JournalFact;
const finished = (name: string, repeat = 1): JournalFact => ({
  type: 'phase-finished',
  phase: name,
  repeat,
  completed: true,
  detail: '',
});
const applied = (kind: string, instance: string, fault = 'f'): JournalFact => ({
  type: 'fault-applied',
  fault,
  kind,
  target: { instance },
  parameters: {},
  durationMs: 1000,
});
const confirmed = (atMs: number, fault = 'f'): JournalFact => ({
  type: 'fault-confirmed',
  fault,
  evidence: 'seen',
  effectAtUs: atMs * 1000,
});
const lifted = (fault = 'f'): JournalFact => ({ type: 'fault-lifted', fault, cause: 'healed' });
const word = (type: 'instance-off' | 'instance-on' | 'instance-suspected', instance: string, detector = 'window') =>
  ({ type, instance, by: 'monitor', detector, reason: 'because' }) satisfies JournalFact;

const value = (figure: Measured | undefined): number | string =>
  figure === undefined ? 'no figure' : figure.kind === 'measured' ? figure.value : figure.reason;

function firstRepeat(events: readonly JournalEvent[]) {
  const repeat = measureRun(events).phases[0]?.repeats[0];
  if (repeat === undefined) throw new Error('the journal has no phase');
  return repeat;
}

describe('time to detect', () => {
  test('counts from the effect, not from the application, and has the first suspicion beside it', () => {
    const repeat = firstRepeat(
      journalOf(
        [0, phase('latency')],
        [10, applied('latency', 'a')],
        [110, confirmed(110)],
        [300, word('instance-suspected', 'a', 'phi')],
        [710, word('instance-off', 'a', 'consecutive')],
        [1000, lifted()],
        [1200, word('instance-on', 'a')],
        [2000, finished('latency')],
      ),
    );
    expect(value(repeat.ttdMs)).toBe(600);
    expect(value(repeat.suspicionMs)).toBe(190);
    expect(value(repeat.ttrMs)).toBe(200);
    expect(repeat.detections[0]).toMatchObject({ detector: 'consecutive', byDetector: { phi: 190, consecutive: 600 } });
  });

  test('goes by the first OFF, whichever of several detectors put the instance OFF, and whoever else says so later', () => {
    const repeat = firstRepeat(
      journalOf(
        [0, phase('crash')],
        [100, applied('crash', 'a')],
        [101, confirmed(100)],
        [120, word('instance-off', 'a', 'passive')],
        [250, word('instance-off', 'a', 'active')],
        [300, word('instance-off', 'a', 'outlier')],
        [1100, lifted()],
        [1400, word('instance-on', 'a', 'active')],
        [2000, finished('crash')],
      ),
    );
    expect(value(repeat.ttdMs)).toBe(20);
    expect(value(repeat.ttrMs)).toBe(300);
    expect(repeat.detections[0]).toMatchObject({
      detector: 'passive',
      byDetector: { passive: 20, active: 150, outlier: 200 },
    });
  });

  test('of an intermittent fault counts from arming', () => {
    const repeat = firstRepeat(
      journalOf(
        [0, phase('intermittent')],
        [100, applied('intermittent', 'a')],
        [350, confirmed(350)],
        [600, word('instance-off', 'a')],
        [900, finished('intermittent')],
      ),
    );
    expect(value(repeat.ttdMs)).toBe(500);
    expect(value(repeat.ttrMs)).toBe('the fault was not seen to end');
  });

  test('ignores an OFF from before the effect', () => {
    const repeat = firstRepeat(
      journalOf(
        [0, phase('latency')],
        [10, applied('latency', 'a')],
        [20, word('instance-off', 'a')],
        [30, word('instance-on', 'a')],
        [100, confirmed(100)],
        [400, word('instance-off', 'a')],
        [500, lifted()],
        [600, finished('latency')],
      ),
    );
    expect(value(repeat.ttdMs)).toBe(300);
  });

  test('of a crash counts from the kill, which the evidence dates, even where the exit was seen after the detection', () => {
    const repeat = firstRepeat(
      journalOf(
        [0, phase('crash')],
        [99, applied('crash', 'a')],
        [103, word('instance-off', 'a', 'connection-loss')],
        [105, confirmed(100)],
        [500, lifted()],
        [600, finished('crash')],
      ),
    );
    expect(value(repeat.ttdMs)).toBe(3);
  });

  test('is the slowest of all that are watched, and absent where one was missed', () => {
    const both = [
      [0, phase('two')],
      [10, applied('crash', 'a', 'f1')],
      [10, applied('crash', 'b', 'f2')],
      [11, confirmed(11, 'f1')],
      [12, confirmed(12, 'f2')],
      [111, word('instance-off', 'a')],
    ] as const satisfies readonly (readonly [number, JournalFact])[];
    expect(value(firstRepeat(journalOf(...both, [212, word('instance-off', 'b')], [999, finished('two')])).ttdMs)).toBe(
      200,
    );
    expect(value(firstRepeat(journalOf(...both, [999, finished('two')])).ttdMs)).toContain('not put OFF');
  });

  test('is absent, and not zero, where the fault was not confirmed', () => {
    const repeat = firstRepeat(
      journalOf(
        [0, phase('latency')],
        [10, applied('latency', 'a')],
        [50, word('instance-off', 'a')],
        [100, { type: 'fault-not-confirmed', fault: 'f', reason: 'nobody asked it' }],
        [100, lifted()],
        [200, finished('latency')],
      ),
    );
    expect(value(repeat.ttdMs)).toBe('the fault was not seen to act: nobody asked it');
  });

  test('over repeats has median, p95 and worst by nearest rank', () => {
    const facts = Array.from({ length: 30 }, (_, index): (readonly [number, JournalFact])[] => {
      const base = index * 10_000;
      const fault = `f${index}`;
      return [
        [base, phase('crash', index + 1)],
        [base + 1, applied('crash', 'a', fault)],
        [base + 1, confirmed(base + 1, fault)],
        [base + 1 + (index + 1) * 10, word('instance-off', 'a')],
        [base + 2000, lifted(fault)],
        [base + 2100, word('instance-on', 'a')],
        [base + 3000, finished('crash', index + 1)],
      ];
    });
    const [measured] = measureRun(journalOf(...facts.flat())).phases;
    expect(measured?.ttdMs.count).toBe(30);
    expect([measured?.ttdMs.median, measured?.ttdMs.p95, measured?.ttdMs.worst].map(value)).toEqual([150, 290, 300]);
  });
});

describe('time to recover', () => {
  const broken = [
    [0, phase('crash')],
    [100, applied('crash', 'a')],
    [101, confirmed(101)],
    [200, word('instance-off', 'a')],
  ] as const satisfies readonly (readonly [number, JournalFact])[];

  test('counts from the lifting, and an earlier return counts as one while faulty', () => {
    const repeat = firstRepeat(
      journalOf(
        ...broken,
        [300, word('instance-on', 'a')],
        [400, word('instance-off', 'a')],
        [1000, lifted()],
        [1250, word('instance-on', 'a')],
        [2000, finished('crash')],
      ),
    );
    expect(value(repeat.ttrMs)).toBe(250);
    expect(repeat.detections[0]?.returnedWhileFaulty).toBe(1);
  });

  test('is absent, and not zero, of an instance that was ON when the fault was lifted', () => {
    const flapped = [...broken, [300, word('instance-on', 'a')], [1000, lifted()]] as const;
    const repeat = firstRepeat(journalOf(...flapped, [1250, word('instance-on', 'a')], [2000, finished('crash')]));
    expect(value(repeat.ttrMs)).toBe('it was taken back while the fault still acted');
    const relapsed = [
      [1050, word('instance-off', 'a')],
      [1250, word('instance-on', 'a')],
    ] as const;
    expect(value(firstRepeat(journalOf(...flapped, ...relapsed, [2000, finished('crash')])).ttrMs)).toBe(250);
  });

  test('is graded by the phases with a fault, where the only phase that limits it has none', () => {
    const quiet: JournalFact = {
      type: 'phase-started',
      phase: 'quiet',
      repeat: 1,
      limits: { ...noLimits, ttrMs: 500 },
    };
    const healed = [...broken, [1000, lifted()], [1250, word('instance-on', 'a')], [2000, finished('crash')]] as const;
    const run = measureRun(journalOf(...healed, [2100, quiet], [3000, finished('quiet')]));
    expect(run.grades.ttrMs).toMatchObject({ kind: 'graded', value: 250 });
  });

  test('of a database that comes and goes counts no return meanwhile as wrong', () => {
    const repeat = firstRepeat(
      journalOf(
        [0, { type: 'phase-started', phase: 'flapping', repeat: 1, watch: ['a'] }],
        [100, applied('database-flapping', 'a')],
        [101, confirmed(101)],
        [200, word('instance-off', 'a')],
        [300, word('instance-on', 'a')],
        [1000, lifted()],
        [2000, finished('flapping')],
      ),
    );
    expect(repeat.detections[0]).toMatchObject({ returnedWhileFaulty: 0, onWhenLifted: true });
  });

  test('as clients see it ends with the last window in which they saw a failure', () => {
    const repeat = firstRepeat(
      journalOf(
        ...broken,
        [1000, lifted()],
        [1100, word('instance-on', 'a')],
        [1500, loadWindow(1_000_000, 1_500_000, { ok: 90, failed: 10 })],
        [2500, loadWindow(1_500_000, 2_500_000, { ok: 100 })],
        [3000, finished('crash')],
      ),
    );
    expect(value(repeat.clientTtrMs)).toBe(500);
  });

  test('is absent where nobody came back', () => {
    const repeat = firstRepeat(journalOf(...broken, [1000, lifted()], [9000, finished('crash')]));
    expect(value(repeat.ttrMs)).toContain('not taken back');
  });
});

describe('load', () => {
  test('merges histograms, and adds up the parts of a window once', () => {
    const slow = loadWindow(0, 1_000_000, { ok: 0, unknown: 2 }, [2000, 2000]);
    const events = journalOf(
      [0, phase('baseline')],
      [
        1000,
        loadWindow(
          0,
          1_000_000,
          { ok: 98 },
          Array.from({ length: 98 }, () => 10),
        ),
      ],
      [1900, slow],
      [
        2000,
        loadWindow(
          1_000_000,
          2_000_000,
          { ok: 100 },
          Array.from({ length: 100 }, () => 20),
        ),
      ],
      [2000, finished('baseline')],
    );
    const figures = measureRun(events);
    const load = figures.phases[0]?.load;
    expect(load).toMatchObject({ samples: 200, ok: 198, unknown: 2 });
    expect(value(load?.ratePerSecond)).toBe(100);
    expect(value(load?.successPercent)).toBe(99);
    expect(load?.corrected?.p95Ms).toBeCloseTo(20, 1);
    expect(load?.corrected?.maxMs).toBeCloseTo(2000, -1);
    expect(value(figures.availabilityPercent)).toBe(100);
  });

  test('gives each phase the windows whose middle lies in it', () => {
    const figures = measureRun(
      journalOf(
        [0, phase('one')],
        [1000, loadWindow(0, 1_000_000, { ok: 10 })],
        [1010, finished('one')],
        [1010, phase('two')],
        [2000, loadWindow(1_000_000, 2_000_000, { ok: 5, failed: 5 })],
        [2010, finished('two')],
      ),
    );
    expect(figures.phases.map(({ load }) => value(load.successPercent))).toEqual([100, 50]);
    expect(value(figures.availabilityPercent)).toBe(50);
  });

  test('that did not run has no figures instead of zeros', () => {
    const limited: JournalFact = { ...phase('baseline'), limits: { ...noLimits, p95Ms: 100 } };
    const figures = measureRun(journalOf([0, limited], [10, finished('baseline')]));
    expect(value(figures.load.successPercent)).toBe('no operation was carried out');
    expect(figures.load.corrected).toBeUndefined();
    expect(figures.grades.p95Ms).toEqual({ kind: 'ungraded', reason: 'no latency was recorded' });
  });
});

test('what an experiment neither limits nor awaits is not graded, and what it limits by the phases that do', () => {
  const limits = { ...noLimits, successPercent: 90 };
  const figures = measureRun(
    journalOf(
      [0, { ...phase('crash'), watch: [], limits: noLimits }],
      [10, applied('crash', 'a')],
      [20, confirmed(20)],
      [900, lifted()],
      [1000, loadWindow(0, 1_000_000, { ok: 1, failed: 9 })],
      [1010, finished('crash')],
      [1010, { ...phase('after'), limits }],
      [2000, loadWindow(1_000_000, 2_000_000, { ok: 10 })],
      [2010, finished('after')],
    ),
  );
  const { grades } = figures;
  expect(grades.successPercent).toEqual({ kind: 'graded', grade: 'good', value: 100 });
  const unasked = [grades.ttdMs, grades.ttrMs, grades.p95Ms, grades.availabilityPercent, grades.recoveredPercent];
  expect(unasked.map(({ kind }) => kind)).toEqual(unasked.map(() => 'not-asked'));
  expect(awaitsDetection(figures.phases)).toBe(false);
});

describe('false alarms', () => {
  test('are counted a minute of fault-free time; collateral ones stand beside them', () => {
    const figures = measureRun(
      journalOf(
        [0, { type: 'warm-up-finished' }],
        [1, phase('baseline')],
        [450, word('instance-suspected', 'b', 'first-miss')],
        [500, word('instance-off', 'b', 'phi')],
        [900, word('instance-on', 'b')],
        [30_000, finished('baseline')],
        [30_001, phase('crash')],
        [31_000, applied('crash', 'a')],
        [31_001, confirmed(31_001)],
        [31_400, word('instance-suspected', 'a', 'first-miss')],
        [31_500, word('instance-off', 'a')],
        [31_600, word('instance-off', 'c')],
        [33_000, lifted()],
        [33_200, word('instance-on', 'a')],
        [33_300, word('instance-off', 'a')],
        [62_200, finished('crash')],
      ),
    ).falseAlarms;
    expect(figures.alarms.map(({ instance, atUs }) => [instance, atUs / 1000])).toEqual([
      ['b', 500],
      ['a', 33_300],
    ]);
    expect(figures.collateral.map(({ instance }) => instance)).toEqual(['c']);
    expect(figures.faultFreeMinutes).toBeCloseTo(1, 5);
    expect(value(figures.perMinute)).toBeCloseTo(2, 5);
    expect(figures.byDetector).toEqual({ phi: 1, window: 1 });
    expect(figures.suspicionsByDetector).toEqual({ 'first-miss': 1 });
  });
});

describe('kinds, outliers and recoveries', () => {
  test('are shares of what was broken', () => {
    const figures = measureRun(
      journalOf(
        [0, phase('incorrect')],
        [1, applied('incorrect-response', 'a', 'f1')],
        [2, confirmed(2, 'f1')],
        [50, { type: 'dissent-observed', instance: 'a', offset: 7, detail: 'another value' }],
        [100, word('instance-off', 'a')],
        [200, lifted('f1')],
        [300, word('instance-on', 'a')],
        [400, finished('incorrect')],
        [401, phase('latency')],
        [402, applied('latency', 'b', 'f2')],
        [600, { type: 'fault-not-confirmed', fault: 'f2', reason: 'not seen' }],
        [600, lifted('f2')],
        [700, finished('latency')],
      ),
    );
    expect(value(figures.outliersFoundPercent)).toBe(50);
    expect(value(figures.faultKindsCoveredPercent)).toBe(50);
    expect(value(figures.recoveredPercent)).toBe(100);
    expect(figures.grades.faultKindsCoveredPercent).toMatchObject({ kind: 'graded', grade: 'poor' });
    expect(figures.grades.ttdMs).toMatchObject({ kind: 'graded', grade: 'good' });
  });

  test('facts that arrive out of order are put in order by their time', () => {
    const events = journalOf(
      [0, phase('latency')],
      [10, applied('latency', 'a')],
      [500, word('instance-off', 'a')],
      [20, confirmed(20)],
      [900, finished('latency')],
    );
    expect(value(firstRepeat(events).ttdMs)).toBe(480);
  });
});
