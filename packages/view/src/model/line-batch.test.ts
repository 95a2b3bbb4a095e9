import { expect, test } from 'vitest';
import type { LineBatch } from './line-batch.ts';
import { buffersOf, readBatch } from './line-batch.ts';
import { linkWindow, loadWindow, writtenLine } from './testing/story.ts';
import { WindowRowReader } from './window-rows.ts';

const first = writtenLine(linkWindow('a->b', 1000, { requests: 1, p95Ms: 1 }));
const load = writtenLine(loadWindow(1000, 2000, { ok: 1, failed: 0, p95Ms: 1 }));
const third = writtenLine(linkWindow('a->c', 3000, { requests: 1, p95Ms: 1 }));
const other = '{"sequence":3,"atUs":3000,"system":"voting","type":"system-stopped"}';

const bytesOf = (text: string) => new TextEncoder().encode(text);

function linesIn({ bytes, starts, ends }: LineBatch): string[] {
  return Array.from(starts, (start, line) => new TextDecoder().decode(bytes.subarray(start, ends[line])));
}

function windowsIn({ windows }: LineBatch) {
  const rows = new WindowRowReader(windows);
  const found: unknown[] = [];
  while (!Number.isNaN(rows.line)) found.push([rows.line, windows.names[rows.read().name]?.subject]);
  return found;
}

test('lines are told apart, empty ones left out, windows are read, and the others are texts', () => {
  const lines = [first, load, '', other, '{"ñ":"✓"}', third];
  for (const end of ['', '\n']) {
    const batch = readBatch(bytesOf(lines.join('\n') + end));
    expect(linesIn(batch)).toEqual(lines.filter((line) => line !== ''));
    expect(windowsIn(batch)).toEqual([
      [0, 'a->b'],
      [1, ''],
      [4, 'a->c'],
    ]);
    expect(batch.texts).toEqual([other, '{"ñ":"✓"}']);
  }
});

test('nothing is read of nothing', () => {
  expect(readBatch(bytesOf(''))).toMatchObject({ starts: new Uint32Array(), texts: [] });
});

test('a batch is the same after its buffers went from one thread to another', () => {
  const whole = bytesOf(`before\n${first}\n${other}`);
  const batch = readBatch(whole.subarray('before\n'.length));
  const [lines, windows] = [linesIn(batch), windowsIn(batch)];
  const sent = structuredClone(batch, { transfer: buffersOf(batch) });
  expect([linesIn(sent), windowsIn(sent), sent.texts]).toEqual([lines, windows, [other]]);
  expect(batch.bytes.length).toBe(0);
});
