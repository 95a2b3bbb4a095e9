import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeReports } from './finish-run.ts';

const finished = (files: string[]) => ({
  folder: join(process.cwd(), 'runs/r1'),
  state: { kind: 'finished' as const, verdict: 'passed' as const, reasons: [], files },
});

test('a run says where its reports are, and why there is no page where there is none', () => {
  expect(describeReports(finished(['report.md', 'report.html']))).toBe(
    'reports: runs/r1/report.html (and .md, .json, junit.xml)',
  );
  const withoutPage = describeReports(finished(['report.md']));
  expect(withoutPage).toContain('runs/r1/report.md');
  expect(withoutPage).toContain('npm run build:dashboard');
});
