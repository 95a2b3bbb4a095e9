import { sampleReport } from '@temblor/lab/report/testing/sample-run';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, onTestFinished, test, vi } from 'vitest';
import { LanguageProvider } from '../context/language.tsx';
import { ReportView } from './report-view.tsx';

/** The text of a report as the page shows it, a space between its elements. */
function textOf(report: ReturnType<typeof sampleReport>): string {
  const markup = renderToStaticMarkup(createElement(ReportView, { report }));
  return markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

test('a phase that limits nothing has no verdict, and is not counted among those within their limits', () => {
  const text = textOf(sampleReport({ limited: ['crash'] }));
  expect(text).toMatch(/baseline · no limit/);
  expect(text).toMatch(/crash ✓ passed/);
  expect(text).toContain('phases within their limits 1 of 1');
  expect(textOf(sampleReport({ limited: [] }))).not.toContain('phases within their limits');
});

test('what could not be told is counted apart from what is not within its limits, in both languages', () => {
  const report = sampleReport({ checkVerdict: 'inconclusive' });
  const results = report.results.map((result, index) =>
    index < 3 ? { ...result, verdict: 'inconclusive' as const } : result,
  );
  const undecided = { ...report, results, summary: { ...report.summary, successful_tests: 2 } };
  expect(textOf(undecided)).toContain('phases within their limits, 3 undecided 2 of 5');
  expect(textOf(undecided)).toContain('checks passed, 1 undecided 0 of 1');
  expect(textOf(sampleReport())).not.toContain('undecided');
  vi.stubGlobal('navigator', { languages: ['es'] });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  const children = createElement(ReportView, { report: undecided });
  expect(renderToStaticMarkup(createElement(LanguageProvider, { children }))).toContain(
    'fases dentro de sus límites, 3 sin decidir',
  );
});

test('the figures of a run whose load was not valid are said to be no measure, and are not graded', () => {
  const text = textOf(sampleReport({ invalidLoad: true }));
  expect(text.split('these figures are no measure of the system')).toHaveLength(3);
  expect(text).toContain('not graded: the load is not valid');
  expect(text).not.toContain('✓ good');
  expect(textOf(sampleReport())).not.toContain('no measure');
});

test('a run whose faults nobody is to detect says why it has no TTD, and of a missing time of the clients why', () => {
  const report = sampleReport({ unwatched: true });
  const reason = 'clients still saw failures when the phase ended';
  const none = { count: 0, median: null, p95: null, worst: null, values: [null], reason };
  const results = report.results.map((result) => ({ ...result, client_ttr: none }));
  const text = textOf({ ...report, results });
  expect(text).toContain('No TTD and no TTR: of these faults no detector is to tell');
  expect(text).toContain(`Not measured: crash, TTR as clients saw it – ${reason}`);
  expect(text).not.toMatch(/Not measured: crash, TT[DR] –/);
});

test('the first two figures that only this experiment has lead its report, before TTD', () => {
  const own = ['first', 'second', 'third'].map((name) => ({
    ...{ figure: `own ${name}`, unit: 'ms', value: 7, value_reason: '', reference: null },
  }));
  const text = textOf({ ...sampleReport(), measurements: own });
  const places = ['own first', 'own second', 'TTD', 'Measured by this experiment', 'own third', 'Phases'].map((word) =>
    text.indexOf(word),
  );
  expect(places).toEqual(places.toSorted((left, right) => left - right));
  expect(places).not.toContain(-1);
});

test('why requests got no answer is told in words', () => {
  const report = sampleReport();
  const text = textOf({ ...report, load: { ...report.load, by_status: { 200: 7, 'not-sent': 3 } } });
  expect(text).toMatch(/answers by status 200: 7, not sent: 3/);
});

test('what missed its limit by little does not read as the limit', () => {
  const report = sampleReport();
  const missed = { outcome: 'failed', reason: '' } as const;
  const limits = [
    { figure: 'p95', limit: 2000, value: 2000.04, ...missed } as const,
    { figure: 'success', limit: 99.9, value: 99.8996, ...missed } as const,
  ];
  const text = textOf({ ...report, results: report.results.map((result) => ({ ...result, limits })) });
  expect(text).toContain('2000 ms 2000.04 ms');
  expect(text).toContain('99.90 % 99.8996 %');
});
