import { describe, expect, test } from 'vitest';
import { cautionsOf, compareReports, renderComparison } from './compare.ts';
import type { Report } from './report-schema.ts';
import { sampleReport } from './testing/sample-run.ts';

describe('a comparison', () => {
  /** The sample over some repeats, with another p95 of the TTD under latency. */
  const repeated = (p95: number): Report => {
    const report = sampleReport({ repeats: 3 });
    const results = report.results.map((result) =>
      result.phase === 'latency' ? { ...result, ttd: { ...result.ttd, p95 } } : result,
    );
    return { ...report, results };
  };
  const find = (before: Report, after: Report, phase: string, figure: string) =>
    compareReports(before, after).find((row) => row.phase === phase && row.figure === figure);

  test('shows figures side by side, and which way is better', () => {
    const before = repeated(682);
    const after = sampleReport({ repeats: 3, undetected: true });
    const latency = { before: 682, after: 719, standing: 'worse' };
    expect(find(before, after, 'latency', 'TTD p95')).toMatchObject(latency);
    const crash = { before: 552, after: null, difference: null, standing: 'missing' };
    expect(find(before, after, 'crash', 'TTD median')).toMatchObject(crash);
    expect(renderComparison(before, after)).toMatch(/latency +TTD p95 +682 ms +719 ms +\+37\.0 ms \(\+5 %\) +worse/);
  });

  test('tells differences of percentages in points', () => {
    const before = sampleReport({ repeats: 3 });
    const worse = { ...before, summary: { ...before.summary, availability: 97.5 } };
    expect(renderComparison(worse, before)).toMatch(/availability +97\.50 % +100 % +\+2\.50 points +better/);
  });

  test('judges nothing that a run has one value of, and says why', () => {
    const single = sampleReport();
    const rows = [...compareReports(single, repeated(719)), ...compareReports(repeated(719), single)];
    expect(rows.filter(({ standing }) => standing === 'single-value')).not.toEqual([]);
    expect(rows.filter(({ standing }) => ['better', 'worse'].includes(standing))).toEqual([]);
    const text = renderComparison(single, repeated(719));
    expect(text).toContain('- one of them ran every phase once: a difference may be chance');
    expect(text).toMatch(/latency +TTD p95 +682 ms +719 ms +\+37\.0 ms \(\+5 %\) +one value only/);
  });

  test('of many repeats judges no time that one of them measured', () => {
    const before = sampleReport({ repeats: 3 });
    const results = before.results.map((result) => ({ ...result, ttd: { ...result.ttd, count: 1, median: 900 } }));
    const after = { ...before, results };
    expect(find(before, after, 'crash', 'TTD median')).toMatchObject({ after: 900, standing: 'single-value' });
  });

  test('tells one value once, and not again as its own median and p95', () => {
    const figures = compareReports(sampleReport(), sampleReport()).filter(({ phase }) => phase === 'crash');
    expect(figures.map(({ figure }) => figure)).toEqual(['TTD', 'TTR', 'latency p95', 'latency p99', 'success']);
  });

  test('calls close what would be written as 0 %, or as no points', () => {
    const before = sampleReport({ repeats: 3 });
    const rps = (value: number): Report => ({ ...before, load: { ...before.load, rps: value } });
    expect(find(rps(200), rps(199.9), 'all', 'throughput')).toMatchObject({ standing: 'close' });
    expect(find(rps(200), rps(198), 'all', 'throughput')).toMatchObject({ standing: 'worse' });
    expect(renderComparison(rps(200), rps(199.9))).toMatch(/throughput +200 rps +200 rps +practically equal\n/);
    const nearly = { ...before, summary: { ...before.summary, availability: 99.996 } };
    expect(find(nearly, before, 'all', 'availability')).toMatchObject({ after: 100, standing: 'close' });
  });

  test('calls nothing better or worse where a load was not valid, and says why', () => {
    const before = repeated(682);
    const slow = sampleReport({ repeats: 3 });
    const after: Report = { ...slow, load: { ...slow.load, validity: 'invalid', validity_reason: 'too busy' } };
    expect(find(before, after, 'latency', 'TTD p95')).toMatchObject({ standing: 'doubtful-load' });
    expect(compareReports(before, after).some(({ standing }) => ['better', 'worse'].includes(standing))).toBe(false);
    expect(cautionsOf(before, after)).toEqual([
      'the load of the run after is not valid, so nothing is called better or worse: too busy',
    ]);
    expect(renderComparison(before, after)).toContain('- the load of the run after is not valid');
  });

  test('warns of single repeats, and of a quick run beside one that is not', () => {
    const before = sampleReport();
    const after: Report = { ...before, experiment_info: { ...before.experiment_info, quick: true } };
    expect(cautionsOf(before, after)).toEqual([
      'the run after is quick and the other is not: their phases differ',
      expect.stringContaining('both ran every phase once'),
    ]);
    expect(cautionsOf(repeated(719), repeated(682))).toEqual([]);
  });

  test('of a run with itself finds nothing better or worse', () => {
    const report = sampleReport({ repeats: 3 });
    expect(compareReports(report, report).every(({ standing }) => ['equal', 'missing'].includes(standing))).toBe(true);
  });
});
