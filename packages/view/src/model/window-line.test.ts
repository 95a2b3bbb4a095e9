import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measuredWindow } from './measured-window.ts';
import { readLine } from './read-line.ts';
import type { Told } from './testing/story.ts';
import { linkWindow, loadWindow, starting, writtenLine } from './testing/story.ts';
import { WindowLineReader } from './window-line.ts';
import { WindowRowReader } from './window-rows.ts';

/** Windows as lines that stand one after the other, read off their bytes; undefined for a line that is left. */
function readOff(...lines: readonly (string | Uint8Array)[]) {
  const blocks = lines.map((line) => (typeof line === 'string' ? new TextEncoder().encode(line) : line));
  const bytes = Uint8Array.from(blocks.flatMap((block) => [...block]));
  const reader = new WindowLineReader(bytes);
  let start = 0;
  const isRead = blocks.map(({ length }, line) => {
    start += length;
    return reader.read(line, start - length, start) !== undefined;
  });
  const rows = new WindowRowReader(reader.rows);
  const read = isRead.map((was, line) => {
    if (!was) return undefined;
    expect(rows.line).toBe(line);
    const { name, ...row } = rows.read();
    const { system, type, subject } = reader.rows.names[name] ?? {};
    return { ...row, system, type, subject };
  });
  expect(rows.line).toBeNaN();
  return read;
}

/** What a page takes of a line that is read as JSON. */
function readAsJson(line: string) {
  const event = readLine(line);
  const window = event && measuredWindow(event);
  if (event === undefined || window === undefined) return undefined;
  const { sequence, atUs, system, type } = event;
  const subject = event.type === 'link-window' ? event.link : 'instance' in event ? event.instance : '';
  return { sequence, atUs, window, system, type, subject };
}

const row = { endpoint: '/stock', method: 'GET', status: 200, count: 3, meanMs: 29.157960999999943, maxMs: 0.5 };
const requests = (rows: readonly (typeof row)[]): Told => [
  20,
  { type: 'request-window', instance: 'inventory-1', rows: [...rows] },
];
const [loadAtMs, load] = loadWindow(1000, 2000, { ok: 6, failed: 2, p95Ms: 4.125 });
const outcomes = { ok: 5, failed: 2, unknown: 1 };
const windows = {
  'a link': writtenLine(linkWindow('voter->inventory-1', 2000, { requests: 7, p95Ms: 2.5 })),
  'a load': writtenLine([
    loadAtMs,
    { ...load, ...{ byStatus: { 200: 5, 503: 2 }, byName: { 'a read': outcomes, order: outcomes } } },
  ]),
  'a load that sent nothing': writtenLine(loadWindow(1000, 2000, { ok: 0, failed: 0, p95Ms: 0 })),
  requests: writtenLine(requests([row, { ...row, status: 503 }, { ...row, method: 'POST', maxMs: 57.91418299999998 }])),
  'no requests': writtenLine(requests([])),
};
const lines = Object.values(windows);

describe('a window is read off its bytes as it is from JSON', () => {
  test.each(Object.entries(windows))('of %s, as a journal writes it', (_, line) => {
    expect(readAsJson(line)).toBeDefined();
    expect(readOff(line)).toEqual([readAsJson(line)]);
  });

  test('and many of them, whatever comes between them', () => {
    const other = writtenLine([0, starting]);
    const told = [...lines, other, ...lines.toReversed(), 'no line', lines[0] ?? ''];
    expect(readOff(...told)).toEqual(told.map(readAsJson));
  });

  test('whatever byte of its line is another one: then it is read the same, or left to be read as JSON', () => {
    const changed = fc.tuple(
      fc.constantFrom(...lines),
      fc.nat(),
      fc.oneof(fc.nat(255), fc.constantFrom(...bytesOf('0.,"}'))),
    );
    fc.assert(
      fc.property(changed, ([line, at, byte]) => {
        const bytes = bytesOf(line);
        bytes[at % bytes.length] = byte;
        const [read] = readOff(bytes);
        if (read !== undefined) expect(read).toEqual(readAsJson(new TextDecoder().decode(bytes)));
      }),
      { numRuns: 500 },
    );
  });

  test('of names whose bytes come to the same hash', () => {
    const told = ['Aa->x', 'BB->x', 'Aa->x'].map((link) =>
      writtenLine(linkWindow(link, 2000, { requests: 1, p95Ms: 1 })),
    );
    expect(readOff(...told).map((read) => read?.subject)).toEqual(['Aa->x', 'BB->x', 'Aa->x']);
  });

  test('with every decimal', () => {
    const texts = [
      '0.1',
      '0.000001',
      '7',
      '99999.99999',
      '0.3',
      '1.005',
      '29.157960999999943',
      '123456789.12345678901',
    ];
    const told = texts.map((text) => windows['a link'].replace('"p95Ms":2.5', `"p95Ms":${text}`));
    const readFigures = readOff(...told).map((read) => read?.window.figures);
    expect(readFigures).toMatchObject(texts.map((text) => ({ p95Ms: Number(text) })));
  });
});

test('any other line is left', () => {
  for (const line of lines) {
    const cuts = Array.from({ length: line.length }, (_, cut) => line.slice(0, cut));
    expect(readOff(...cuts).every((read) => read === undefined)).toBe(true);
    const changes = [`${line} `, line.replace('"atUs":', '"atUs":0'), line.replace('voting', 'vot\\u0069ng')];
    expect(readOff(writtenLine([0, starting]), ...changes).every((read) => read === undefined)).toBe(true);
  }
  const changed = [
    '-2.5',
    '2.',
    '.5',
    '2e1',
    '02.5',
    '1e999',
    '12345678901234567',
    `0.${'1'.repeat(1_000_000)}`,
    'null',
  ].map((text) => windows['a link'].replace('"p95Ms":2.5', `"p95Ms":${text}`));
  expect(readOff(...changed).every((read) => read === undefined)).toBe(true);
});

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
