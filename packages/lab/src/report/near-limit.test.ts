/** What lies close to its limit, on either side, never reads as the limit. */
import { expect, test } from 'vitest';
import { decideVerdict } from '../experiment/verdict.ts';
import { buildReport } from './build-report.ts';
import { renderMarkdown } from './markdown.ts';
import type { Report } from './report-schema.ts';
import { sampleOutcome } from './testing/sample-run.ts';

/** The report of one phase whose success should be more than 99.9 %, and its p95 less than 2000 ms. */
function reportOf(successPercent: number, p95Ms: number): Report {
  const outcome = sampleOutcome();
  const [phase] = outcome.figures.phases;
  if (phase?.load.corrected === undefined) throw new Error('the sample has a phase with latencies');
  const corrected = { ...phase.load.corrected, p95Ms };
  const load = { ...phase.load, corrected, successPercent: { kind: 'measured', value: successPercent } as const };
  const limits = { ttdMs: null, ttrMs: null, successPercent: 99.9, p95Ms: 2000 };
  const figures = { ...outcome.figures, phases: [{ ...phase, load, limits }] };
  return buildReport({
    outcome: { ...outcome, figures, ...decideVerdict(figures) },
    anchor: { wallClockMs: 0, monotonicUs: 0 },
    ...{ command: '', version: '', machine: {}, environment: {} },
  });
}

const limitsOf = (report: Report) =>
  report.results[0]?.limits
    .filter(({ outcome }) => outcome !== 'not-limited')
    .map(({ value, outcome }) => [value, outcome]);

test('what keeps its limit by little', () => {
  const report = reportOf(99.90004, 1999.99996);
  expect(limitsOf(report)).toEqual([
    [99.90004, 'passed'],
    [1999.99996, 'passed'],
  ]);
  expect(renderMarkdown(report)).toMatch(/above 99\.90 % \| 99\.90004 %.*\n.*below 2000 ms \| 1999\.99996 ms/);
});

test('what misses its limit by little', () => {
  const report = reportOf(99.89996, 2000.00004);
  expect(limitsOf(report)).toEqual([
    [99.89996, 'failed'],
    [2000.00004, 'failed'],
  ]);
  expect(renderMarkdown(report)).toMatch(/above 99\.90 % \| 99\.89996 %.*\n.*below 2000 ms \| 2000\.00004 ms/);
  expect(report.reasons).toEqual([
    'baseline: success is 99.89996 %, and should be more than 99.9 %',
    'baseline: p95 is 2000.00004 ms, and should be less than 2000 ms',
  ]);
});

test('what is its limit reads as it, and what lies far from it is rounded as ever', () => {
  expect(renderMarkdown(reportOf(99.9, 2000))).toMatch(/99\.90 % \| 99\.90 %.*\n.*2000 ms \| 2000 ms/);
  expect(limitsOf(reportOf(99.12345, 21.12345))).toEqual([
    [99.123, 'failed'],
    [21.123, 'passed'],
  ]);
  expect(renderMarkdown(reportOf(99.12345, 21.12345))).toMatch(/\| 99\.12 % .*\n.*\| 21\.1 ms/);
});
