import { describe, expect, test } from 'vitest';
import type { ExperimentDeclaration, Measure } from '../experiment/declaration.ts';
import { runExperiment } from '../experiment/run-experiment.ts';
import { FakeSystem } from '../experiment/testing/fake-system.ts';
import { buildReport } from './build-report.ts';
import { renderFiguresCsv } from './figures-csv.ts';
import { renderMarkdown } from './markdown.ts';
import { report as reportSchema } from './report-schema.ts';
import { renderTable } from './table.ts';

/** A report of a run with the figures that a measurement gives. */
async function reportWith(...measurements: readonly Measure[]) {
  const experiment: ExperimentDeclaration = {
    title: 'Test',
    description: '',
    steadyState: { requests: [] },
    load: { ratePerSecond: 100, workload: { requests: [{ service: 'node', path: '/' }] } },
    warmUpMs: 1,
    phases: [{ name: 'baseline', minimumMs: 5 }],
    limits: { ttdMs: null, ttrMs: null, successPercent: null, p95Ms: null },
    measurements,
    checks: [],
  };
  const { system, journal, clock } = new FakeSystem({}, experiment);
  const given = { experimentName: 'test', run: 'run-1', seed: 1, repeats: 1, quick: false, historyFile: '/dev/null' };
  const outcome = await runExperiment({ system, journal, clock, ...given, readHistory: async () => [] });
  const anchor = { wallClockMs: 0, monotonicUs: 0 };
  return buildReport({ outcome, anchor, command: '', version: '', machine: {}, environment: {} });
}

describe('the figures that only one experiment has', () => {
  const reference = { value: 8000, source: 'exercise' };
  const takes: Measure = async () => [
    { figure: 'time to a "new", leader', unit: 'ms', measured: { kind: 'measured', value: 312.4567 }, reference },
    { figure: 'violations', unit: '', measured: { kind: 'measured', value: 0 } },
    { figure: 'left', unit: 'ms', measured: { kind: 'absent', reason: 'nobody left' } },
  ];

  test('stand in every report, beside what they are compared with, and decide nothing', async () => {
    const report = await reportWith(takes);
    expect(report.verdict).toBe('passed');
    expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    expect(report.measurements?.[0]).toMatchObject({ value: 312.457, reference });
    const table = renderTable(report);
    expect(table).toMatch(/time to a "new", leader +312 ms +8000 ms \(exercise\)/);
    expect(table).toMatch(/violations +0\n/);
    for (const text of [table, renderMarkdown(report)]) {
      expect(text.indexOf('violations')).toBeLessThan(text.indexOf('baseline'));
    }
    expect(table).toContain('left: nobody left');
    expect(renderMarkdown(report)).toContain('| time to a "new", leader | 312 ms | 8000 ms (exercise) |');
    expect(renderMarkdown(report)).toContain('| left | – (nobody left) |  |');
    expect(renderFiguresCsv(report.measurements ?? []).split('\r\n')).toEqual([
      'figure,unit,measured,reference,source',
      '"time to a ""new"", leader",ms,312.457,8000,exercise',
      'violations,,0,,',
      'left,ms,,,',
      '',
    ]);
  });

  test('are told as missing where they cannot be taken', async () => {
    const report = await reportWith(async function roundTrips() {
      throw new Error('no answer');
    });
    expect(report.measurements).toMatchObject([
      { figure: 'roundTrips', value: null, value_reason: expect.stringContaining('no answer') },
    ]);
  });

  test('stand without what nobody was to detect, and without a comparison where nothing is compared', async () => {
    const report = await reportWith(async () => [
      { figure: 'left', unit: '', measured: { kind: 'measured', value: 3 } },
    ]);
    expect(report.detection_awaited).toBe(false);
    expect(reportSchema.parse(report)).toEqual(report);
    expect(report.grades.map(({ figure }) => figure)).toEqual(['ratePerSecond', 'faultKindsCoveredPercent']);
    for (const text of [renderTable(report), renderMarkdown(report)]) {
      expect(text).toContain('left');
      // It broke nothing, so that nobody asks for them either.
      expect(text).not.toMatch(/TTD|TTR|for comparison/);
    }
  });
});
