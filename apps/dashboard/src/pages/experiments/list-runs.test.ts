import type { RunStatus } from '@temblor/control/api/schemas';
import { expect, test } from 'vitest';
import { listRuns } from './list-runs.ts';

const listed = (run: string, verdict: 'passed' | null) => ({
  run,
  folder: '',
  verdict,
  startedAt: verdict === null ? null : '2026-11-22T00:00:00Z',
});

test('runs are listed newest first, those without a report as the lab says that they stand', async () => {
  const asked: string[] = [];
  const runs = await listRuns({
    runs: async () => [listed('lost', null), listed('done', 'passed'), listed('now', null)],
    runStatus: async (run): Promise<RunStatus> => {
      asked.push(run);
      if (run === 'lost') throw new Error('this lab knows no such run');
      return { run, folder: '', system: 'voting', experiment: 'faults', on: 'voting-2', state: { kind: 'running' } };
    },
  });
  expect(runs.map(({ run, state }) => [run, state])).toEqual([
    ['now', { kind: 'active', on: 'voting-2' }],
    ['done', { kind: 'finished', verdict: 'passed' }],
    ['lost', { kind: 'without-report' }],
  ]);
  expect(asked).toEqual(['now', 'lost']);
});
