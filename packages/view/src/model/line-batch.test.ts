import { expect, test } from 'vitest';
import type { LineBatch } from './line-batch.ts';
import { BatchReader, buffersOf, readBatch } from './line-batch.ts';
import { unpack } from './packed-windows.ts';
import { linkWindow, loadWindow, writtenLine } from './testing/story.ts';
import { rowHead } from './window-rows.ts';

const first = writtenLine(linkWindow('a->b', 1000, { requests: 1, p95Ms: 1 }));
const load = writtenLine(loadWindow(1000, 2000, { ok: 1, failed: 0, p95Ms: 1 }));
const third = writtenLine(linkWindow('a->c', 3000, { requests: 1, p95Ms: 1 }));
const other = '{"sequence":3,"atUs":3000,"system":"voting","type":"system-stopped"}';

const bytesOf = (text: string) => new TextEncoder().encode(text);

function linesIn({ bytes, starts, ends }: LineBatch): string[] {
  return Array.from(starts, (start, line) => new TextDecoder().decode(bytes.subarray(start, ends[line])));
}

function windowsIn({ windows }: LineBatch) {
  const { names, heads } = unpack(windows);
  return Array.from({ length: heads.length / rowHead }, (_, window) => {
    const [line, name = -1] = heads.subarray(window * rowHead);
    return [line, names[name]?.subject];
  });
}

test('lines are told apart, empty ones left out, windows are read, and the others are text', () => {
  const lines = [first, load, '', other, '{"ñ":"✓"}', third];
  for (const end of ['', '\n']) {
    const batch = readBatch(bytesOf(lines.join('\n') + end));
    expect(linesIn(batch)).toEqual(lines.filter((line) => line !== ''));
    expect(windowsIn(batch)).toEqual([
      [0, 'a->b'],
      [1, ''],
      [4, 'a->c'],
    ]);
    expect(batch.text).toBe(`${other}\n{"ñ":"✓"}`);
  }
});

test('nothing is read of nothing', () => {
  expect(readBatch(bytesOf(''))).toMatchObject({ starts: new Uint32Array(), text: '' });
});

test('a batch is the same after its buffers went from one thread to another', () => {
  const whole = bytesOf(`before\n${first}\n${other}`);
  const batch = readBatch(whole.subarray('before\n'.length));
  const [lines, windows] = [linesIn(batch), windowsIn(batch)];
  const sent = structuredClone(batch, { transfer: buffersOf(batch) });
  expect([linesIn(sent), windowsIn(sent), sent.text]).toEqual([lines, windows, other]);
  expect(batch.bytes.length).toBe(0);
});

test('one batch after the other is read as each by itself', () => {
  const reader = new BatchReader();
  for (const text of [`${first}\n${load}`, `${third}\n${other}`, first, `${load}\n${first}`]) {
    const { windows, ...lines } = reader.read(bytesOf(text));
    const alone = readBatch(bytesOf(text));
    expect({ ...lines, windows }).toMatchObject({
      bytes: alone.bytes,
      text: alone.text,
      windows: { heads: alone.windows.heads },
    });
    expect(measuredIn(windows)).toEqual(measuredIn(alone.windows));
  }
});

/** What was measured; a link or a load of which nothing is told is as good as none. */
function measuredIn(windows: LineBatch['windows']): unknown {
  return unpack(windows).systems.map(({ system, series: { load, links } }) => {
    return [system, load, links.filter(({ series }) => series.length > 0)];
  });
}
