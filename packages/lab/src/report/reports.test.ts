import { describe, expect, test } from 'vitest';
import { decideVerdict } from '../experiment/verdict.ts';
import { buildReport, replayCommand } from './build-report.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { maskSecrets } from './mask-secrets.ts';
import { report as reportSchema } from './report-schema.ts';
import { renderTable } from './table.ts';
import { nasty, sampleOutcome, sampleReport } from './testing/sample-run.ts';

describe('the JSON report', () => {
  test('has the names of the brief, filled from the figures', () => {
    const report = sampleReport();
    expect(report.experiment_info).toMatchObject({
      start_time: '2026-11-01T12:00:00.000Z',
      end_time: '2026-11-01T12:00:27.500Z',
      total_duration_seconds: 27.5,
      command: 'temblor run voting faults --seed 42',
    });
    expect(report.results.map(({ phase }) => phase)).toEqual([
      'baseline',
      'crash',
      'latency',
      'intermittent',
      'incorrect',
    ]);
    expect(report.results[1]).toMatchObject({
      ttd_ms: 552,
      ttr_ms: 402,
      load_test_result: { rps: 200, success_rate: 99.909 },
    });
    expect(report.results[0]).toMatchObject({ ttd_ms: null, ttr_ms: null, ttd: { reason: 'no fault was applied' } });
    expect(report.summary).toMatchObject({
      total_tests: 5,
      successful_tests: 5,
      avg_ttd_ms: 438,
      avg_ttr_ms: 332,
      min_success_rate: 99.909,
    });
    expect(report.summary.max_p95_ms).toBeCloseTo(22.6, 1);
  });

  test('grades no votes where nothing was voted on, and tells why another figure has no grade', () => {
    const outcome = sampleOutcome();
    const anchor = { wallClockMs: 0, monotonicUs: 0 };
    const gradesOf = (grades: Partial<(typeof outcome)['figures']['grades']>) => {
      const figures = { ...outcome.figures, grades: { ...outcome.figures.grades, ...grades } };
      const context = { anchor, command: '', version: '', machine: {}, environment: {} };
      return buildReport({ ...context, outcome: { ...outcome, figures } }).grades.map(({ figure }) => figure);
    };
    const none = { kind: 'ungraded', reason: 'nothing was voted on' } as const;
    const good = { kind: 'graded', grade: 'good', value: 100 } as const;
    expect(gradesOf({ quorumSuccessPercent: none })).not.toContain('quorumSuccessPercent');
    expect(gradesOf({ quorumSuccessPercent: good })).toContain('quorumSuccessPercent');
    expect(gradesOf({ ttdMs: none })).toContain('ttdMs');
  });

  test('survives a round trip through its own schema', () => {
    const report = sampleReport({ repeats: 2, text: nasty });
    expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  test('tells the command that replays the run', () => {
    const asked = { ...sampleOutcome(), repeats: 30, quick: true, phases: ['crash', 'latency'] };
    expect(replayCommand(asked)).toBe(
      'temblor run voting faults --seed 42 --repeats 30 --quick --phases crash,latency',
    );
  });

  test('shows settings, and of secrets only that they were given', () => {
    const settings = maskSecrets({
      DETECTORS: 'window',
      DB_PASSWORD: 'hunter2',
      apiToken: 'hunter2',
      CLIENT_SECRET: 'hunter2',
      SIGNING_KEY: 'hunter2',
      CACHE_URL: 'redis://user:hunter2@127.0.0.1:6379/0',
    });
    const command = replayCommand(sampleOutcome(), settings);
    expect(command).toContain('--set DETECTORS=window --set DB_PASSWORD=*** ');
    expect(command).toContain('--set CACHE_URL=redis://user:***@127.0.0.1:6379/0');
    expect(command).not.toContain('hunter2');
  });

  test('of a run that broke nothing has no figures, and no zeros in their place', () => {
    const outcome = sampleOutcome();
    const { figures } = outcome;
    const empty = { ...outcome, events: [], figures: { ...figures, phases: [] } };
    const anchor = { wallClockMs: 0, monotonicUs: 0 };
    const report = buildReport({ outcome: empty, anchor, command: '', version: '', machine: {}, environment: {} });
    expect(report.results).toEqual([]);
    expect(report.summary).toMatchObject({ total_tests: 0, max_p95_ms: null, min_success_rate: null });
    expect(() => [renderMarkdown(report), renderTable(report), renderJunit(report)]).not.toThrow();
  });
});

describe('the table', () => {
  test.each([
    { repeats: 1 },
    { repeats: 30 },
    { repeats: 3, checkVerdict: 'failed', undetected: true, text: ` ${'long words '.repeat(40)}` },
  ] as const)('is at most 100 characters wide: %o', (options) => {
    const widest = Math.max(
      ...renderTable(sampleReport(options))
        .split('\n')
        .map((line) => line.length),
    );
    expect(widest).toBeLessThanOrEqual(100);
  });

  test('shows every phase, the p95 where there are repeats, and why it failed', () => {
    const text = renderTable(sampleReport({ repeats: 20, undetected: true }));
    expect(text).toContain('TTD ms (p95)');
    expect(text).toMatch(/latency +\d+ \(\d+\)/);
    expect(text).toContain('verdict: failed (4 of 5 phases passed, 1 failed; 1 of 1 checks passed)');
    expect(text).toContain('- crash: inventory-1 was not put OFF in repeat 1 (and 19 more)');
  });

  test('tells what is undecided apart from what failed', () => {
    const report = sampleReport({ checkVerdict: 'inconclusive' });
    const results = report.results.map((result) => ({ ...result, verdict: 'inconclusive' as const }));
    expect(renderTable({ ...report, results })).toContain(
      '(0 of 5 phases passed, 5 undecided; 0 of 1 checks passed, 1 undecided)',
    );
  });
});

describe('a phase that limits nothing', () => {
  const some = sampleReport({ limited: ['crash'] });
  const none = sampleReport({ limited: [] });

  test('was measured, and is not counted among those that passed', () => {
    expect(some.results.map(({ verdict }) => verdict)).toEqual([
      'not-limited',
      'passed',
      ...Array(3).fill('not-limited'),
    ]);
    expect(some.summary).toMatchObject({ total_tests: 1, successful_tests: 1 });
    expect(reportSchema.parse(JSON.parse(JSON.stringify(some)))).toEqual(some);
    expect(renderTable(some)).toContain('(1 of 1 phases passed, 4 without a limit; 1 of 1 checks passed)');
    expect(renderTable(none)).toContain('(5 phases without a limit; 1 of 1 checks passed)');
  });

  test('says so where the others have their verdict', () => {
    for (const text of [renderTable(some), renderMarkdown(some)]) {
      expect(text).toMatch(/baseline .* no limit/);
      expect(text).toMatch(/crash .* passed/);
    }
  });
});

describe('a run whose load was not valid', () => {
  const report = sampleReport({ invalidLoad: true });

  test('has its figures, and no grade for any of them', () => {
    expect(report.grades.find(({ figure }) => figure === 'ttdMs')).toMatchObject({
      ...{ value: 682, grade: null, reason: 'the load is not valid' },
    });
    expect(report.grades.map(({ grade }) => grade)).toEqual(report.grades.map(() => null));
  });

  test('says beside the figures that they are no measure', () => {
    for (const render of [renderTable, renderMarkdown]) {
      expect(render(report)).toContain('The load was not valid: these figures are no measure of the system.');
      expect(render(sampleReport())).not.toContain('not valid');
    }
  });
});

test('a run whose faults nobody is to detect says why it has no TTD and no TTR', () => {
  for (const render of [renderTable, renderMarkdown]) {
    expect(render(sampleReport({ unwatched: true }))).toContain(
      'No TTD and no TTR: of these faults no detector is to tell',
    );
    expect(render(sampleReport())).not.toContain('no detector is to tell');
  }
});

test('a limit that was missed by little is told with a figure that misses it', () => {
  const { figures } = sampleOutcome();
  const [first] = figures.phases;
  if (first === undefined) throw new Error('the sample has phases');
  const load = { ...first.load, successPercent: { kind: 'measured', value: 99.8996 } as const };
  const phases = [{ ...first, load, limits: { ...first.limits, successPercent: 99.9 } }];
  const { reasons } = decideVerdict({ ...figures, phases });
  expect(reasons).toEqual(['baseline: success is 99.8996 %, and should be more than 99.9 %']);
});

describe('JUnit XML', () => {
  test('has a case for each limit and each check; what broke is a failure, what cannot be told an error', () => {
    const xml = renderJunit(sampleReport({ undetected: true, checkVerdict: 'inconclusive' }));
    expect(xml).toMatch(/<testsuites name="[^"]+" tests="19" failures="2" errors="1"/);
    expect(xml).toContain(
      'name="time to detect below 1000 ms" time="0"><failure message="crash: inventory-1 was not put OFF',
    );
    expect(xml).toContain('name="orders-exactly-once" time="0"><error');
    expect(xml).toContain('name="success rate above 95 %" time="0"/>');
  });

  test('is well-formed whatever the texts hold', () => {
    const xml = renderJunit(sampleReport({ text: nasty, checkVerdict: 'failed' }));
    expect(findUnbalanced(xml)).toBeUndefined();
    expect(xml).not.toContain('\u0001');
    expect(xml).not.toContain('<b onclick');
  });
});

describe('Markdown', () => {
  test('keeps its tables whole whatever the texts hold', () => {
    const markdown = renderMarkdown(sampleReport({ text: nasty, checkVerdict: 'failed' }));
    const evidence = markdown.split('\n').filter((line) => line.startsWith('| crash | 1 |'));
    expect(evidence).toHaveLength(1);
    expect(evidence[0]?.split(/(?<!\\)\|/)).toHaveLength(8);
    expect(markdown).not.toContain('<b');
  });
});

test('the load of a run without phases counts nothing, and says that it counts the phases alone', () => {
  const report = sampleReport();
  const markdown = renderMarkdown({ ...report, load: { ...report.load, samples: 0, max_lag_ms: 0 } });
  expect(markdown).toContain('| in the phases: worst lag of sending | – |');
  expect(markdown).toContain('| in the phases: operations, failed, unknown | 0,');
});

/** The first element of a document that is not closed by its own name; undefined where all are. */
function findUnbalanced(markup: string): string | undefined {
  const open: string[] = [];
  for (const [, close, name = '', rest = ''] of markup.matchAll(/<(\/?)([a-z][\w-]*)((?:"[^"]*"|[^">])*)>/g)) {
    if (close === '/') {
      const expected = open.pop();
      if (expected !== name) return `</${name}> where </${expected}> was due`;
    } else if (!rest.endsWith('/')) {
      open.push(name);
    }
  }
  return open[0];
}
