import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleOutcome, sampleReport } from '@temblor/lab/report/testing/sample-run';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeReports } from './write-reports.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'temblor-reports-'));
  mkdirSync(join(folder, 'run'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = () => writeReports(join(folder, 'run'), sampleReport(), sampleOutcome().events, join(folder, 'bundle'));

test('every report is written, the page with the bundle within', async () => {
  mkdirSync(join(folder, 'bundle/assets'), { recursive: true });
  writeFileSync(join(folder, 'bundle/index.html'), '<html><head></head><body></body></html>');
  writeFileSync(join(folder, 'bundle/assets/dashboard.js'), 'the bundle');
  expect(await write()).toEqual(['report.md', 'report.html', 'junit.xml', 'report.json']);
  expect(readdirSync(join(folder, 'run')).sort()).toEqual(['junit.xml', 'report.html', 'report.json', 'report.md']);
  expect(readFileSync(join(folder, 'run/report.html'), 'utf8')).toContain('the bundle');
});

test('without a built dashboard there is no page, and the others are written', async () => {
  expect(await write()).toEqual(['report.md', 'junit.xml', 'report.json']);
});

test('of a report that cannot be written nothing is left', async () => {
  mkdirSync(join(folder, 'run/report.json')); // stands in its way
  await expect(write()).rejects.toMatchObject({ code: 'EISDIR' });
  expect(readdirSync(join(folder, 'run')).sort()).toEqual(['junit.xml', 'report.json', 'report.md']);
});
