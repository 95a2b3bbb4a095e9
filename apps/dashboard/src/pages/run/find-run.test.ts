import type { RunStatus } from '@temblor/control/api/schemas';
import { sampleReport } from '@temblor/lab/report/testing/sample-run';
import { describe, expect, test } from 'vitest';
import { ApiProblem } from '../../api/api-problem.ts';
import { findRun } from './find-run.ts';

const report = sampleReport();
const noReport = new ApiProblem('no-report', 404, 'the run r has no report.json');
const away = new ApiProblem('lab-unreachable', 0, 'the lab does not answer');
const problem = {
  type: 'about:blank',
  title: '',
  status: 500,
  detail: 'the store did not start',
  code: '',
  exitCode: 1,
};

const standing = (state: RunStatus['state']): RunStatus => ({
  ...{ run: 'r', folder: '', system: 'voting', experiment: 'faults', on: 'voting-2' },
  state,
});

function find(answer: typeof report | Error, status: RunStatus | Error) {
  const give = async <T>(value: T | Error): Promise<T> => {
    if (value instanceof Error) throw value;
    return value;
  };
  return findRun({ report: () => give(answer), runStatus: () => give(status) }, 'r', AbortSignal.abort());
}

describe('a run that a page asks for', () => {
  test('is its report where there is one', async () => {
    expect(await find(report, away)).toEqual({ kind: 'report', report });
  });

  test('is under way where it has none yet', async () => {
    expect(await find(noReport, standing({ kind: 'running' }))).toEqual({ kind: 'under-way', on: 'voting-2' });
    expect(await find(noReport, standing({ kind: 'starting' }))).toEqual({ kind: 'under-way', on: 'voting-2' });
  });

  test('says why it broke, and where nobody knows, that it has no report', async () => {
    const unknown = new ApiProblem('unknown-run', 404, 'this lab knows no run r');
    const broken = standing({ kind: 'broken', problem: { ...problem, type: 'about:blank' } });
    await expect(find(noReport, broken)).rejects.toThrow('the store did not start');
    await expect(find(noReport, unknown)).rejects.toBe(noReport);
  });

  test('is a lab that went away, whichever question it went away at', async () => {
    await expect(find(away, standing({ kind: 'running' }))).rejects.toBe(away);
    await expect(find(noReport, away)).rejects.toBe(away);
  });
});
