import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation } from '@temblor/checkers/history/operation';
import { expect, test } from 'vitest';
import { HistoryWriter } from './history-writer.ts';

const operation = (id: number): Operation => ({
  id,
  name: 'read',
  input: null,
  outcome: 'ok',
  output: { text: 'x'.repeat(100) },
  status: 200,
  invokedUs: id,
  completedUs: id + 1,
});

test('a flushed history is on the disk, one operation a line, in order', async () => {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'temblor-history-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const file = join(folder, 'history.ndjson');
  const history = stack.use(await HistoryWriter.open(file));
  const count = 5000;
  for (let id = 0; id < count; id += 1) history.append(operation(id));
  await history.flush();
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(count);
  expect(lines.map((line) => JSON.parse(line).id)).toEqual(Array.from({ length: count }, (_, id) => id));
  expect(history.failure).toBeUndefined();
});

test.runIf(existsSync('/dev/full'))('a history that cannot be written says why', async () => {
  await using history = await HistoryWriter.open('/dev/full');
  history.append(operation(1));
  await history.flush();
  expect(history.failure).toContain('ENOSPC');
});
