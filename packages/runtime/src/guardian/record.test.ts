import { mkdtempSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openRecord, readRecord } from './record.ts';

const folder = mkdtempSync(join(tmpdir(), 'temblor-record-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('an entry that a full disk cut short is told, does no harm, and is completed when there is room again', () => {
  const file = join(folder, 'children.ndjson');
  let room = 25;
  const append = openRecord(file, (descriptor, bytes) => {
    if (room === 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    const written = writeSync(descriptor, bytes.subarray(0, room));
    room -= written;
    return written;
  });
  const child = (pid: number) =>
    ({ kind: 'child', name: `c${pid}`, pid, startTime: '1', endSignal: 'SIGKILL' }) as const;
  expect(append(child(1))).toContain('ENOSPC');
  expect(append(child(2))).toContain('ENOSPC');
  expect(readRecord(file)?.children).toEqual([]);
  room = Number.POSITIVE_INFINITY;
  expect(append({ kind: 'child-gone', pid: 1 })).toBeUndefined();
  expect(readRecord(file)?.children).toMatchObject([{ name: 'c2', pid: 2 }]);
});
