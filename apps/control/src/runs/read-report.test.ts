import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listRuns } from './list-runs.ts';
import { readReport, readReportDocument } from './read-report.ts';

const run = '20260101-000000-voting-faults';
let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'temblor-runs-'));
  file = join(folder, 'runs', run, 'report.json');
  mkdirSync(join(folder, 'runs', run), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the report of a run', () => {
  test('that wrote none says why', async () => {
    await expect(readReport(folder, run, 'json')).rejects.toMatchObject({ code: 'no-report' });
  });

  const damages: readonly [string, () => void][] = [
    ['is cut', () => writeFileSync(file, '{"experiment_info":')],
    ['is empty', () => writeFileSync(file, '')],
    ['is some other document', () => writeFileSync(file, '5')],
    ['has a good head only', () => writeFileSync(file, '{"verdict":"passed","experiment_info":{"start_time":"now"}}')],
    ['lacks all', () => writeFileSync(file, '{}')],
    ['is a folder', () => mkdirSync(file)],
    ['is a pipe', () => void execFileSync('mkfifo', [file])],
    ['is a symbolic link', () => symlinkSync('/etc/passwd', file)],
  ];
  test.each(damages)(
    'that %s is damaged, says of which run and what to do, and hides no other run',
    async (_how, put) => {
      put();
      const failure = { code: 'report-damaged', message: expect.stringContaining(run), hint: expect.any(String) };
      await expect(readReport(folder, run, 'json')).rejects.toMatchObject(failure);
      await expect(readReportDocument(folder, run)).rejects.toMatchObject(failure);
      expect(await listRuns(folder)).toMatchObject([{ run, verdict: null, report: 'damaged' }]);
    },
  );
});
