import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal } from '@temblor/lab/journal/journal';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeRunJournal } from './run-journal.ts';

const shop = { id: 'shop', isUp: false };

describe('the journal file of a run', () => {
  let folder: string;
  const journal = new Journal();
  const labStarted = journal.append(null, 1, { type: 'lab-started', pid: 1, wallClockMs: 1, version: '0' });
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'temblor-journal-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('holds the start of the lab and what its own system did, as soon as it is flushed', async () => {
    const file = join(folder, 'journal.ndjson');
    await using written = writeRunJournal(file, journal, labStarted, shop, () => {});
    journal.append('shop', 2, { type: 'system-stopped' });
    journal.append('other', 3, { type: 'system-stopped' });
    expect(await written.flushed()).toBeNull();
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ type: 'lab-started' }, { system: 'shop', atUs: 2 }]);
  });

  test('begins with how the system stands where that was up before the run', async () => {
    const file = join(folder, 'up.ndjson');
    const older = new Journal();
    older.append('shop', 2, { type: 'system-starting', declaration: 'shop' });
    older.append('shop', 3, { type: 'request-window', instance: 'a', rows: [] });
    await using written = writeRunJournal(file, older, labStarted, { id: 'shop', isUp: true }, () => {});
    older.append('shop', 4, { type: 'run-started', run: 'r', experiment: 'e', seed: 1, repeats: 1, quick: true });
    expect(await written.flushed()).toBeNull();
    const types = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).type);
    expect(types).toEqual(['lab-started', 'system-starting', 'run-started']);
  });

  test('that cannot be written says so once, and again to whoever asks', async () => {
    const failures: unknown[] = [];
    await using written = writeRunJournal(join(folder, 'no', 'such'), journal, labStarted, shop, (error) => {
      failures.push(error);
    });
    expect(await written.flushed()).toMatchObject({ code: 'ENOENT' });
    journal.append('shop', 4, { type: 'system-stopped' });
    expect(await written.flushed()).toMatchObject({ code: 'ENOENT' });
    expect(failures).toHaveLength(1);
  });

  test.runIf(process.platform === 'linux')('notices a disk that is full', async () => {
    await using written = writeRunJournal('/dev/full', journal, labStarted, shop, () => {});
    expect(await written.flushed()).toMatchObject({ code: 'ENOSPC' });
  });
});
