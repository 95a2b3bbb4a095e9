import { expect, test } from 'vitest';
import type { LineBatch } from './line-batch.ts';
import { buffersOf, readBatch, rowLength } from './line-batch.ts';
import { linkLineAt } from './link-line.ts';

const latency = '"latency":{"count":2,"meanMs":1.5,"p50Ms":1,"p95Ms":2.25,"p99Ms":2.5,"maxMs":3}';

function linkLine(sequence: number, link: string): string {
  const place = `{"sequence":${sequence},"atUs":${sequence}000,"system":"voting","type":"link-window","link":"${link}"`;
  const counts = '"connections":1,"requests":7,"errors":1,"bytesForward":10,"bytesBack":20';
  return `${place},"startUs":1,"endUs":${sequence}000,${counts},${latency}}`;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

function linesIn({ bytes, starts, ends }: LineBatch): string[] {
  return Array.from(starts, (start, line) => new TextDecoder().decode(bytes.subarray(start, ends[line])));
}

function linksIn({ links, names }: LineBatch) {
  return Array.from({ length: links.length / rowLength }, (_, index) => {
    const row = index * rowLength;
    const { sequence, link } = linkLineAt(links, row + 2, names[links[row + 1] ?? 0] ?? { system: '', link: '' });
    return { place: links[row], sequence, link };
  });
}

const other = '{"sequence":3,"atUs":3000,"system":"voting","type":"system-stopped"}';

test('lines are told apart, empty ones left out, and windows of links are read', () => {
  const lines = [linkLine(1, 'a->b'), linkLine(2, 'a->c'), '', other, '{"ñ":"✓"}', linkLine(4, 'a->b')];
  for (const end of ['', '\n']) {
    const batch = readBatch(bytesOf(lines.join('\n') + end));
    expect(linesIn(batch)).toEqual(lines.filter((line) => line !== ''));
    expect(linksIn(batch)).toEqual([
      { place: 0, sequence: 1, link: 'a->b' },
      { place: 1, sequence: 2, link: 'a->c' },
      { place: 4, sequence: 4, link: 'a->b' },
    ]);
    expect(batch.names).toHaveLength(2);
  }
});

test('nothing is read of nothing', () => {
  expect(readBatch(bytesOf(''))).toMatchObject({ starts: new Uint32Array(), names: [] });
});

test('a batch is the same after its buffers went from one thread to another', () => {
  const batch = readBatch(bytesOf(`${linkLine(1, 'a->b')}\n${other}`));
  const [lines, links] = [linesIn(batch), linksIn(batch)];
  const sent = structuredClone(batch, { transfer: buffersOf(batch) });
  expect([linesIn(sent), linksIn(sent)]).toEqual([lines, links]);
  expect(batch.bytes.length).toBe(0);
});
