import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleReport } from '@temblor/lab/report/testing/sample-run';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listRuns } from './list-runs.ts';
import { createRunFolder, resolveRun } from './run-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'temblor-runs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = new Date('2026-11-22T01:02:03.456Z');

describe('run folders', () => {
  test('are named so that names sort by time, and never taken twice', async () => {
    const made = await Promise.all(Array.from({ length: 4 }, () => createRunFolder(folder, at, 'voting', 'faults')));
    expect(made.map(({ run }) => run).sort()).toEqual([
      '20261122-010203-voting-faults',
      '20261122-010203-voting-faults-2',
      '20261122-010203-voting-faults-3',
      '20261122-010203-voting-faults-4',
    ]);
  });

  test('a folder that cannot be made says what to do', async () => {
    writeFileSync(join(folder, 'runs'), 'a file');
    await expect(createRunFolder(folder, at, 'voting', 'faults')).rejects.toMatchObject({ code: 'folder-unusable' });
  });

  test('list the verdicts of their reports; a torn or missing report has none', async () => {
    const runs = ['20260101-000000-a-x', '20260102-000000-a-x', '20260103-000000-a-x'];
    for (const run of runs) mkdirSync(join(folder, 'runs', run), { recursive: true });
    const whole = { ...sampleReport(), verdict: 'failed' };
    writeFileSync(join(folder, 'runs', '20260101-000000-a-x', 'report.json'), JSON.stringify(whole));
    writeFileSync(join(folder, 'runs', '20260102-000000-a-x', 'report.json'), '{"verdict":');
    expect((await listRuns(folder)).map(({ run, verdict, report }) => [run, verdict, report])).toEqual([
      [runs[0], 'failed', 'whole'],
      [runs[1], null, 'damaged'],
      [runs[2], null, 'none'],
    ]);
  });
});

describe('the run that a user means', () => {
  beforeEach(() => {
    for (const run of ['20260101-000000-voting-faults', '20260102-000000-voting-quiet', '20260103-000000-log-faults']) {
      mkdirSync(join(folder, 'runs', run), { recursive: true });
    }
  });

  test('is the newest, one by its name, or one by a part that only it has', async () => {
    expect(await resolveRun(folder, 'last')).toBe('20260103-000000-log-faults');
    expect(await resolveRun(folder, '20260101-000000-voting-faults')).toBe('20260101-000000-voting-faults');
    expect(await resolveRun(folder, 'quiet')).toBe('20260102-000000-voting-quiet');
  });

  test('is the simulated one of a seed, before those that have the number somewhere', async () => {
    for (const run of ['20260104-000003-sim-raft-31', '20260104-000004-sim-raft-3']) {
      mkdirSync(join(folder, 'runs', run));
    }
    expect(await resolveRun(folder, '3')).toBe('20260104-000004-sim-raft-3');
    expect(await resolveRun(folder, '31')).toBe('20260104-000003-sim-raft-31');
  });

  test('an ambiguous part names the candidates, an unknown one the nearest', async () => {
    await expect(resolveRun(folder, 'faults')).rejects.toMatchObject({
      code: 'ambiguous-run',
      hint: expect.stringContaining('log-faults'),
    });
    await expect(resolveRun(folder, '20260101-000000-voting-fautls')).rejects.toMatchObject({
      code: 'unknown-run',
      hint: expect.stringContaining("did you mean '20260101-000000-voting-faults'"),
    });
  });

  test('a name cannot lead out of the folder', async () => {
    mkdirSync(join(folder, 'runs', 'a..b'));
    for (const name of ['../../etc', '..', '.', '']) {
      await expect(resolveRun(folder, name), name).rejects.toMatchObject({ code: 'unknown-run' });
    }
  });

  test('in an empty folder tells how to make one', async () => {
    rmSync(join(folder, 'runs'), { recursive: true });
    await expect(resolveRun(folder, 'last')).rejects.toMatchObject({
      code: 'unknown-run',
      hint: expect.stringContaining('temblor run'),
    });
  });
});
