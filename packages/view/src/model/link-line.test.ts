import type { JournalFact } from '@temblor/lab/journal/event';
import { journalFact } from '@temblor/lab/journal/event';
import { Journal } from '@temblor/lab/journal/journal';
import { expect, test } from 'vitest';
import { LinkLineReader, linkLineAt, linkNumbers } from './link-line.ts';
import { linkWindow, starting } from './testing/story.ts';

const lineOf = (atMs: number, fact: JournalFact): string =>
  JSON.stringify(new Journal().append('voting', atMs * 1000, journalFact.parse(fact))); // in the order of its schema

function readLinkLine(line: string) {
  const bytes = new TextEncoder().encode(line);
  const reader = new LinkLineReader(bytes);
  const numbers = new Float64Array(linkNumbers);
  const name = reader.names[reader.read(0, bytes.length, numbers, 0) ?? -1];
  return name && linkLineAt(numbers, 0, name);
}

const window = lineOf(...linkWindow('voter->inventory-1', 2000, { requests: 7, p95Ms: 2.5 }));

test('a window of a link is read from its line as a journal writes it: a field in another place would be noticed', () => {
  expect(readLinkLine(window)).toEqual({
    ...{ sequence: 1, atUs: 2_000_000, system: 'voting', link: 'voter->inventory-1' },
    window: {
      ...{ startUs: 1_000_000, endUs: 2_000_000, requests: 7, errors: 1 },
      ...{ latencies: 7, p50Ms: 1, p95Ms: 2.5, p99Ms: 2.5 },
    },
  });
});

test('any other line is left to be read as JSON', () => {
  expect(readLinkLine(lineOf(0, starting))).toBeUndefined();
  for (let cut = 0; cut < window.length; cut += 1) expect(readLinkLine(window.slice(0, cut))).toBeUndefined();
  expect(readLinkLine(`${window} `)).toBeUndefined();
  expect(readLinkLine(window.replace('"p95Ms":2.5', '"p95Ms":-2.5'))).toBeUndefined();
  expect(readLinkLine(window.replace('"p95Ms":2.5', '"p95Ms":2.'))).toBeUndefined();
  expect(readLinkLine(window.replace('"p95Ms":2.5', '"p95Ms":1234567890123456'))).toBeUndefined();
  expect(readLinkLine(window.replace('"atUs":2000000', '"atUs":2000000.5'))).toBeUndefined();
  expect(readLinkLine(window.replace('voter->', 'vo\\"er->'))).toBeUndefined();
});

test('decimals are what JSON makes of them', () => {
  for (const text of ['0.1', '2.25', '123.456789', '0.000001', '7', '99999.99999', '0.3', '1.005', '4.35']) {
    expect(readLinkLine(window.replace('"p95Ms":2.5', `"p95Ms":${text}`))?.window.p95Ms).toBe(Number(text));
  }
});
