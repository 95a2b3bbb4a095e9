import type { IncomingMessage } from 'node:http';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Journal } from '@temblor/lab/journal/journal';
import { describe, expect, test } from 'vitest';
import { resumeFrom, streamJournal } from './event-stream.ts';

/** A real server over a journal, and a reader whose pace the test sets. */
async function openReader(journal: Journal, from: number, wanted: (system: string | null) => boolean = () => true) {
  const server = createServer((_request, response) => {
    streamJournal(response, journal, from, (event) => wanted(event.system));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const response = await new Promise<IncomingMessage>((resolve) => get({ port, host: '127.0.0.1' }, resolve));
  let text = '';
  response.setEncoding('utf8');
  const read = () =>
    response.on('data', (chunk: string) => {
      text += chunk;
    });
  return {
    read,
    pause: () => response.pause(),
    resume: () => response.resume(),
    ids: () => [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1])),
    gaps: () => [...text.matchAll(/^event: gap\ndata: (.*)$/gm)].map((match): unknown => JSON.parse(match[1] ?? '')),
    [Symbol.asyncDispose]: async () => {
      response.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function append(journal: Journal, count: number, system: string | null = 'shop', padding = ''): void {
  for (let number = 0; number < count; number += 1) {
    journal.append(system, number, { type: 'system-starting', declaration: padding });
  }
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('the stream of the journal', () => {
  test('sends what was there from a sequence on and what comes, each once and in order', async () => {
    const journal = new Journal();
    append(journal, 1000);
    await using reader = await openReader(journal, 501);
    reader.read();
    append(journal, 700);
    await expect.poll(() => reader.ids().length).toBe(1200);
    expect(reader.ids()).toEqual(range(501, 1700));
    expect(reader.gaps()).toEqual([]);
  });

  test('a reader that stalls and returns gets everything, as long as the journal still has it', async () => {
    const journal = new Journal();
    await using reader = await openReader(journal, 1);
    append(journal, 5000, 'shop', 'x'.repeat(2000));
    reader.read();
    await expect.poll(() => reader.ids().length, { timeout: 10_000 }).toBe(5000);
    expect(reader.ids()).toEqual(range(1, 5000));
    expect(reader.gaps()).toEqual([]);
  });

  test('what the journal forgot meanwhile is told as a gap, and the stream goes on after it', async () => {
    const journal = new Journal({ facts: 100, windows: 100 });
    await using reader = await openReader(journal, 1);
    append(journal, 20_000, 'shop', 'x'.repeat(2000));
    reader.read();
    await expect.poll(() => reader.ids().at(-1), { timeout: 10_000 }).toBe(20_000);
    const ids = reader.ids();
    expect(ids).toEqual([...new Set(ids)].sort((left, right) => left - right));
    const gaps = reader.gaps() as { missed: number; nextSequence: number }[];
    expect(gaps.length).toBeGreaterThan(0);
    expect(ids.length + gaps.reduce((sum, gap) => sum + gap.missed, 0)).toBe(20_000);
    for (const gap of gaps) expect(ids).toContain(gap.nextSequence);
  });

  test('sends only what is wanted, under the sequences of the whole journal', async () => {
    const journal = new Journal();
    append(journal, 2, 'shop');
    append(journal, 2, 'bank');
    append(journal, 1, null);
    await using reader = await openReader(journal, 1, (system) => system === 'bank' || system === null);
    reader.read();
    await expect.poll(() => reader.ids()).toEqual([3, 4, 5]);
  });
});

describe('where a stream starts', () => {
  const journal = new Journal();
  append(journal, 10);
  test('after the last event that the reader has', () => expect(resumeFrom('4', 2, journal)).toBe(5));
  test('else where it asks', () => expect(resumeFrom(undefined, 2, journal)).toBe(2));
  test('else with what comes next', () => expect(resumeFrom(undefined, undefined, journal)).toBe(11));
  test('never beyond the journal: such an id is of another lab', () => expect(resumeFrom('99', 2, journal)).toBe(11));
});
