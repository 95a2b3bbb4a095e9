import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalEvent } from '@temblor/lab/journal/event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRunJournal } from './read-run-journal.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'temblor-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const event = (sequence: number): JournalEvent => ({
  type: 'system-stopped',
  sequence,
  atUs: sequence,
  system: 'shop',
});
const remembered = [event(2)];

async function read(name: string, unwritten: Error | null = null) {
  const defects: unknown[] = [];
  const recorded = { file: join(folder, name), unwritten, remembered };
  return { events: await readRunJournal(recorded, (error) => defects.push(error)), defects };
}

test('the file tells all of a run, also what happened before it', async () => {
  writeFileSync(join(folder, 'journal.ndjson'), `${JSON.stringify(event(1))}\n${JSON.stringify(event(2))}\n`);
  expect(await read('journal.ndjson')).toEqual({ events: [event(1), event(2)], defects: [] });
});

test('a file that was not written whole is not asked, and nobody is told twice', async () => {
  writeFileSync(join(folder, 'journal.ndjson'), `${JSON.stringify(event(1))}\n{"type"`);
  expect(await read('journal.ndjson', new Error('the disk is full'))).toEqual({ events: remembered, defects: [] });
});

test('a file that cannot be read is told, and what is remembered takes its place', async () => {
  const { events, defects } = await read('gone.ndjson');
  expect(events).toEqual(remembered);
  expect(defects).toMatchObject([{ message: expect.stringContaining('cannot be read again: ENOENT') }]);
});

test('a line that is torn is told as well', async () => {
  writeFileSync(join(folder, 'journal.ndjson'), `${JSON.stringify(event(1))}\n{"type"`);
  expect(await read('journal.ndjson')).toMatchObject({ events: remembered, defects: [{ name: 'Error' }] });
});
