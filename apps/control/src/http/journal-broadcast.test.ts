import type { IncomingMessage } from 'node:http';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { Journal } from '@temblor/lab/journal/journal';
import { describe, expect, test } from 'vitest';
import { JournalBroadcast } from './journal-broadcast.ts';
import type { EventChoice } from './journal-messages.ts';
import { resumeFrom } from './journal-messages.ts';

const epoch = 'e1';
const openBroadcast = (journal: Journal) => new JournalBroadcast({ journal, epoch, clock: monotonicClock });

/** A real server over a broadcast, and a reader whose pace the test sets. */
async function openReader(broadcast: JournalBroadcast, from: number, wanted: EventChoice = null) {
  const stream = { end: (): void => undefined };
  const server = createServer((_request, response) => {
    stream.end = broadcast.follow(response, from, wanted).end;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const response = await new Promise<IncomingMessage>((resolve) => get({ port, host: '127.0.0.1' }, resolve));
  let text = '';
  let chunks = 0;
  let over = false;
  response.setEncoding('utf8');
  const data = (name: string) =>
    [...text.matchAll(new RegExp(`^event: ${name}\ndata: (.*)$`, 'gm'))].map((found) => JSON.parse(found[1] ?? ''));
  return {
    read: () => {
      response.on('data', (chunk: string) => {
        text += chunk;
        chunks += 1;
      });
      response.on('end', () => {
        over = true;
      });
    },
    end: () => stream.end(),
    over: () => over,
    chunks: () => chunks,
    text: () => text,
    hello: (): unknown => data('lab')[0],
    ids: (): number[] => data('journal').map((event: { sequence: number }) => event.sequence),
    gaps: () => data('gap') as { missed: number; nextSequence: number }[],
    lastId: () => [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1],
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

function appendWindow(journal: Journal): void {
  journal.append('shop', 0, { type: 'request-window', instance: 'front', rows: [] });
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('the stream of the journal', () => {
  test('begins with whose journal it is, how far it is, and the clock', async () => {
    const journal = new Journal();
    append(journal, 3);
    using broadcast = openBroadcast(journal);
    await using reader = await openReader(broadcast, 1);
    reader.read();
    await expect.poll(() => reader.ids().length).toBe(3);
    expect(reader.hello()).toEqual({ epoch, nextSequence: 4, nowUs: expect.any(Number) });
    expect(reader.text().indexOf('event: lab')).toBeLessThan(reader.text().indexOf('event: journal'));
    expect(reader.lastId()).toBe('e1.3');
  });

  test('sends what was there from a sequence on and what comes, each once and in order', async () => {
    const journal = new Journal();
    append(journal, 1000);
    using broadcast = openBroadcast(journal);
    await using reader = await openReader(broadcast, 501);
    reader.read();
    append(journal, 700);
    await expect.poll(() => reader.ids().length).toBe(1200);
    expect(reader.ids()).toEqual(range(501, 1700));
    expect(reader.gaps()).toEqual([]);
  });

  test('a reader that stalls and returns gets everything, as long as the journal still has it', async () => {
    const journal = new Journal();
    using broadcast = openBroadcast(journal);
    await using reader = await openReader(broadcast, 1);
    append(journal, 5000, 'shop', 'x'.repeat(2000));
    reader.read();
    await expect.poll(() => reader.ids().length, { timeout: 10_000 }).toBe(5000);
    expect(reader.ids()).toEqual(range(1, 5000));
    expect(reader.gaps()).toEqual([]);
  });

  test('what the journal forgot meanwhile is told as a gap, and the stream goes on after it', async () => {
    const journal = new Journal({ facts: 100, windows: 100 });
    using broadcast = openBroadcast(journal);
    await using reader = await openReader(broadcast, 1);
    append(journal, 20_000, 'shop', 'x'.repeat(2000));
    reader.read();
    await expect.poll(() => reader.ids().at(-1), { timeout: 10_000 }).toBe(20_000);
    const ids = reader.ids();
    expect(ids).toEqual([...new Set(ids)].sort((left, right) => left - right));
    const gaps = reader.gaps();
    expect(gaps.length).toBeGreaterThan(0);
    expect(ids.length + gaps.reduce((sum, gap) => sum + gap.missed, 0)).toBe(20_000);
    for (const gap of gaps) expect(ids).toContain(gap.nextSequence);
  });

  test('every hole among the events that are left is told where it is', async () => {
    const journal = new Journal({ facts: 100, windows: 2 });
    append(journal, 1);
    for (const _ of range(1, 5)) appendWindow(journal);
    append(journal, 1);
    for (const _ of range(1, 2)) appendWindow(journal);
    const left = journal.since(1).map(({ sequence }) => sequence);
    using broadcast = openBroadcast(journal);
    await using reader = await openReader(broadcast, 1);
    reader.read();
    await expect.poll(() => reader.ids()).toEqual(left);
    expect(left).toEqual([1, 7, 8, 9]);
    expect(reader.gaps()).toEqual([{ missed: 5, nextSequence: 7 }]);
    expect(reader.text()).toContain('id: e1.6\nevent: gap');
  });

  test('sends only what is wanted, under the sequences of the whole journal', async () => {
    const journal = new Journal();
    append(journal, 2, 'shop');
    append(journal, 2, 'bank');
    using broadcast = openBroadcast(journal);
    await using reader = await openReader(broadcast, 1, ({ system }) => system === 'bank' || system === null);
    reader.read();
    append(journal, 1, 'shop');
    append(journal, 1, null);
    await expect.poll(() => reader.ids()).toEqual([3, 4, 6]);
  });

  test('ends with all that happened before its end', async () => {
    const journal = new Journal();
    using broadcast = openBroadcast(journal);
    await using reader = await openReader(broadcast, 1);
    reader.read();
    append(journal, 300);
    reader.end();
    append(journal, 1);
    await expect.poll(() => reader.over()).toBe(true);
    expect(reader.ids()).toEqual(range(1, 300));
  });
});

describe('many readers', () => {
  test('each get every event once and in order, whoever joins or stalls meanwhile', async () => {
    const journal = new Journal();
    using broadcast = openBroadcast(journal);
    await using readers = new AsyncDisposableStack();
    const opened: Awaited<ReturnType<typeof openReader>>[] = [];
    for (const number of range(1, 8)) {
      append(journal, 300, 'shop', 'x'.repeat(300));
      const reader = readers.use(await openReader(broadcast, 1));
      if (number % 2 === 0) reader.read();
      opened.push(reader);
    }
    append(journal, 300, 'shop', 'x'.repeat(300));
    for (const [index, reader] of opened.entries()) if (index % 2 === 0) reader.read();
    for (const reader of opened) {
      await expect.poll(() => reader.ids().length, { timeout: 10_000 }).toBe(2700);
      expect(reader.ids()).toEqual(range(1, 2700));
    }
  });

  test('share the work of turning an event into text', async () => {
    const journal = new Journal();
    using broadcast = openBroadcast(journal);
    await using readers = new AsyncDisposableStack();
    const opened = await Promise.all(range(1, 10).map(() => openReader(broadcast, 1)));
    for (const reader of opened) readers.use(reader).read();
    let read = 0;
    const since = journal.since.bind(journal);
    journal.since = (...place) => {
      read += 1;
      return since(...place);
    };
    append(journal, 50);
    await expect.poll(() => Math.min(...opened.map((reader) => reader.ids().length))).toBe(50);
    expect(read).toBe(1);
  });

  test('are sent batches, ten a second at most', async () => {
    const journal = new Journal();
    using broadcast = openBroadcast(journal);
    await using reader = await openReader(broadcast, 1);
    reader.read();
    await expect.poll(() => reader.hello()).toBeDefined();
    const chunks = reader.chunks();
    const startedMs = performance.now();
    for (const _ of range(1, 30)) {
      append(journal, 1);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await expect.poll(() => reader.ids().length).toBe(30);
    const tenths = (performance.now() - startedMs) / 100;
    expect(reader.chunks() - chunks).toBeLessThanOrEqual(Math.ceil(tenths) + 1);
  });
});

describe('where a stream starts', () => {
  const journal = new Journal();
  append(journal, 10);
  const source = { epoch, journal };
  test('after the last event that the reader has', () => expect(resumeFrom('e1.4', 2, source)).toBe(5));
  test('else where it asks', () => expect(resumeFrom(undefined, 2, source)).toBe(2));
  test('else with what comes next', () => expect(resumeFrom(undefined, undefined, source)).toBe(11));
  test('never beyond the journal', () => expect(resumeFrom('e1.99', 2, source)).toBe(11));
  test.each(['e2.4', '4', 'e1.', 'e1.4.4', ''])('at the first for an id of another journal: %j', (id) => {
    expect(resumeFrom(id, undefined, source)).toBe(1);
  });
});
