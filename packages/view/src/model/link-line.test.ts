import type { JournalFact } from '@temblor/lab/journal/event';
import { journalFact } from '@temblor/lab/journal/event';
import { Journal } from '@temblor/lab/journal/journal';
import { expect, test } from 'vitest';
import { readLinkLine } from './link-line.ts';
import { linkWindow, starting } from './testing/story.ts';

const lineOf = (atMs: number, fact: JournalFact): string =>
  JSON.stringify(new Journal().append('voting', atMs * 1000, journalFact.parse(fact))); // in the order of its schema

test('a window of a link is read from its line as a journal writes it: a field in another place would be noticed', () => {
  const line = lineOf(...linkWindow('voter->inventory-1', 2000, { requests: 7, p95Ms: 2.5 }));
  expect(readLinkLine(line)).toEqual({
    ...{ sequence: 1, atUs: 2_000_000, system: 'voting', link: 'voter->inventory-1' },
    window: {
      ...{ startUs: 1_000_000, endUs: 2_000_000, requests: 7, errors: 1 },
      ...{ latencies: 7, p50Ms: 1, p95Ms: 2.5, p99Ms: 2.5 },
    },
  });
});

test('any other line is left to be read as JSON', () => {
  expect(readLinkLine(lineOf(0, starting))).toBeUndefined();
});
