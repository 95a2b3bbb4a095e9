import { sampleReport } from '@temblor/lab/report/testing/sample-run';
import { expect, test } from 'vitest';
import { isReport } from './is-report.ts';

const report = sampleReport();

test('what the lab writes is a report, also after it was read back, or with more in it', () => {
  expect(isReport(report)).toBe(true);
  expect(isReport(JSON.parse(JSON.stringify({ ...report, added: 'later' })))).toBe(true);
  expect(isReport({ ...report, verdict: 'maybe' })).toBe(true);
});

test.each([
  ['nothing', undefined],
  ['a number', 5],
  ['an empty document', {}],
  ['a list', []],
  ['its head alone', { experiment_info: report.experiment_info }],
  ['one without its phases', { ...report, results: null }],
  ['one with a phase that is none', { ...report, results: [{ phase: 'crash' }] }],
  ['one whose figure is a word', { ...report, summary: { ...report.summary, avg_ttd_ms: 'fast' } }],
  ['one whose name is a number', { ...report, experiment_info: { ...report.experiment_info, run: 5 } }],
])('%s is no report', (_name, value) => {
  expect(isReport(value)).toBe(false);
});

test('every field is looked at: without any of them it is no report', () => {
  for (const name of Object.keys(report)) {
    expect(isReport(Object.fromEntries(Object.entries(report).filter(([key]) => key !== name)))).toBe(false);
  }
});
