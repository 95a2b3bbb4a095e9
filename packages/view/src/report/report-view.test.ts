import { sampleReport } from '@temblor/lab/report/testing/sample-run';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
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

test('the figures of a run whose load was not valid are said to be no measure, and are not graded', () => {
  const text = textOf(sampleReport({ invalidLoad: true }));
  expect(text.split('these figures are no measure of the system')).toHaveLength(3);
  expect(text).toContain('not graded: the load is not valid');
  expect(text).not.toContain('✓ good');
  expect(textOf(sampleReport())).not.toContain('no measure');
});
