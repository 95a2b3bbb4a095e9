import { expect, test } from 'vitest';
import { sortRuns } from './list-runs.ts';

const startedAt = '2026-11-22T00:00:00Z';

test('runs are listed newest first, each as the lab says that it stands', () => {
  const runs = sortRuns([
    { run: 'lost', folder: '', verdict: null, report: 'none', startedAt: null, state: { kind: 'broken-off' } },
    { run: 'torn', folder: '', verdict: null, report: 'damaged', startedAt: null, state: { kind: 'damaged' } },
    { run: 'done', folder: '', verdict: 'passed', report: 'whole', startedAt, state: { kind: 'finished' } },
    {
      run: 'now',
      folder: '',
      verdict: null,
      report: 'none',
      startedAt: null,
      state: { kind: 'running', on: 'voting-2' },
    },
  ]);
  expect(runs).toEqual([
    { run: 'now', startedAt: null, state: { kind: 'active', on: 'voting-2' } },
    { run: 'done', startedAt, state: { kind: 'finished', verdict: 'passed' } },
    { run: 'torn', startedAt: null, state: { kind: 'damaged' } },
    { run: 'lost', startedAt: null, state: { kind: 'without-report' } },
  ]);
});
