import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  encodeSegmentHeader,
  readSegmentHeader,
  segmentHeaderBytes,
} from '@temblor/host/write-ahead-log/segment-header';
import { encodeRecords, readRecords, recordHeaderBytes } from '@temblor/host/write-ahead-log/segment-record';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { digestOf } from './key-digest.ts';
import type { StoredMessage } from './message-block.ts';
import { blockFormatVersion, decodeBlock } from './message-block.ts';
import type { MessageStore } from './message-store.ts';
import { openMessageStore } from './open-message-store.ts';
import { segmentPath } from './store-segment.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'temblor-messages-'));
  folders.push(folder);
  return folder;
}

function open(directory: string, segmentBytes = 2_000) {
  return openMessageStore({ directory, node: 1, segmentBytes });
}

function message(id: number, content = `message ${id}`): StoredMessage {
  return { id, content, lamportTimestamp: id * 2, nodeId: 1, physicalTimestamp: 1_700_000_000.5, term: 1 };
}

/** Appends messages up to `last`, in blocks of `size`; the position of a block is the id of its last message. */
function fill(store: MessageStore, last: number, size = 3): void {
  while (store.count < last) {
    const first = store.count + 1;
    const messages = Array.from({ length: Math.min(size, last - store.count) }, (_, place) => message(first + place));
    store.append(first + messages.length - 1, messages);
  }
}

async function readAll(store: MessageStore, afterId = 0, limit = Number.POSITIVE_INFINITY): Promise<StoredMessage[]> {
  return (await Array.fromAsync(store.read({ afterId, limit }))).flat();
}

test('what was appended is read back, and is there when the store is opened again', async () => {
  const directory = await makeFolder();
  const { store, finding } = await open(directory);
  expect(finding).toBeUndefined();
  const messages = [
    { ...message(1, 'ä "quoted"\u2028 text'), keyDigest: digestOf('k-1') },
    { ...message(2, ''), term: 7, nodeId: 3 },
  ];
  store.append(41, messages);
  expect(await readAll(store)).toEqual(messages);
  await store[Symbol.asyncDispose]();
  const again = await open(directory);
  expect(again.finding).toBeUndefined();
  expect(again.store.end).toEqual({ count: 2, lamportTimestamp: 4, position: 41 });
  expect(await readAll(again.store)).toEqual(messages);
  await again.store[Symbol.asyncDispose]();
});

test('any range is read, over stretches, segments and blocks, while others are appended', async () => {
  const directory = await makeFolder();
  const { store } = await open(directory, 150_000);
  for (let id = 1; id <= 4_000; id += 2) {
    store.append(id, [message(id, 'x'.repeat(100)), message(id + 1, 'x'.repeat(100))]);
  }
  expect((await readdir(directory)).length).toBeGreaterThan(2);
  const range = fc.record({ afterId: fc.integer({ min: 0, max: 4_010 }), limit: fc.integer({ min: 0, max: 900 }) });
  await fc.assert(
    fc.asyncProperty(range, async ({ afterId, limit }) => {
      const ids = (await readAll(store, afterId, limit)).map(({ id }) => id);
      const count = Math.max(0, Math.min(limit, 4_000 - afterId));
      expect(ids).toEqual(Array.from({ length: count }, (_, place) => afterId + 1 + place));
    }),
    { numRuns: 30 },
  );
  let seen = 0;
  // What comes while it is read is left to the next reading: a reader that is slower than the writers comes to an end.
  for await (const page of store.read({ afterId: 3_990, limit: 100 })) {
    seen += page.length;
    fill(store, store.count + 20, 1);
  }
  expect(seen).toBe(10);
  await store[Symbol.asyncDispose]();
});

test('a block of one store is taken by another as it is, and one that does not go on is refused', async () => {
  const { store } = await open(await makeFolder());
  const { store: other } = await open(await makeFolder());
  fill(store, 100, 7);
  for await (const blocks of store.readEncoded(0)) for (const block of blocks) other.appendEncoded(block);
  expect(other.end).toEqual(store.end);
  expect(await readAll(other)).toEqual(await readAll(store));
  expect(() => other.append(101, [message(102)])).toThrow('message 102 cannot follow message 100');
  await store[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

test('cut back to any message, it holds the ones before, and goes on from there', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 130 }), async (count) => {
      const directory = await makeFolder();
      const { store } = await open(directory);
      fill(store, 120);
      await store.cutTo(count);
      const kept = Math.min(count, 120);
      expect(store.end).toMatchObject({ count: kept, lamportTimestamp: kept * 2 });
      fill(store, 125);
      await store[Symbol.asyncDispose]();
      const again = await open(directory);
      expect(again.finding).toBeUndefined();
      expect((await readAll(again.store)).map(({ id }) => id)).toEqual(Array.from({ length: 125 }, (_, at) => at + 1));
      await again.store[Symbol.asyncDispose]();
    }),
    { numRuns: 6 },
  );
});

describe('what a crash or a disk did', () => {
  test('an end that is cut short anywhere is torn: what is whole before it stays', async () => {
    const directory = await makeFolder();
    const { store } = await open(directory, 1_000_000);
    fill(store, 30);
    await store[Symbol.asyncDispose]();
    const path = segmentPath(directory, 1);
    const bytes = await readFile(path);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length }), async (length) => {
        await writeFile(path, bytes.subarray(0, length));
        const { store: torn, finding } = await open(directory, 1_000_000);
        if (length < bytes.length) expect(finding?.kind).not.toBe('damaged');
        expect((await readAll(torn)).map(({ id }) => id)).toEqual(
          Array.from({ length: torn.count }, (_, at) => at + 1),
        );
        const before = torn.count;
        fill(torn, before + 4);
        await torn[Symbol.asyncDispose]();
        const again = await open(directory, 1_000_000);
        expect(again.finding).toBeUndefined();
        expect(again.store.count).toBe(before + 4);
        await again.store[Symbol.asyncDispose]();
      }),
      { numRuns: 25 },
    );
  });

  test.each([
    [
      'a wrong byte',
      async (path: string) => {
        const bytes = await readFile(path);
        bytes[300] = (bytes[300] ?? 0) ^ 1;
        await writeFile(path, bytes);
      },
    ],
    ['a file that is gone', (path: string) => rm(path)],
    ['an end that a full segment has lost', (path: string) => truncate(path, 700)],
  ])('%s is damage: what is before it stays, and what is wrong is kept aside', async (_name, harm) => {
    const directory = await makeFolder();
    const { store } = await open(directory);
    fill(store, 200);
    await store[Symbol.asyncDispose]();
    const path = segmentPath(directory, 2);
    await harm(path);
    const { store: damaged, finding } = await open(directory);
    expect(finding).toMatchObject({ kind: 'damaged', text: expect.stringMatching(/messages-0000000[23]\.segment/) });
    expect(damaged.count).toBeGreaterThan(0);
    expect(damaged.count).toBeLessThan(200);
    expect((await readAll(damaged)).length).toBe(damaged.count);
    expect((await readdir(directory)).some((name) => name.endsWith('.damaged-1'))).toBe(true);
    fill(damaged, 220);
    await damaged[Symbol.asyncDispose]();
    const again = await open(directory);
    expect(again.finding).toBeUndefined();
    expect(again.store.count).toBe(220);
    await again.store[Symbol.asyncDispose]();
  });

  test('a byte that turns while the store is open is found when it is read', async () => {
    const directory = await makeFolder();
    const { store } = await open(directory);
    fill(store, 200);
    const path = segmentPath(directory, 1);
    const bytes = await readFile(path);
    bytes[300] = (bytes[300] ?? 0) ^ 1;
    await writeFile(path, bytes);
    await expect(readAll(store)).rejects.toMatchObject({
      code: 'store-damaged',
      message: expect.stringContaining(path),
    });
    await store[Symbol.asyncDispose]();
  });

  test('a newest segment that is shorter than its header is named', async () => {
    const directory = await makeFolder();
    const { store } = await open(directory);
    fill(store, 200);
    await store[Symbol.asyncDispose]();
    const newest = (await readdir(directory)).toSorted().at(-1) ?? '';
    await truncate(join(directory, newest), 10);
    const { store: torn, finding } = await open(directory);
    expect(finding).toMatchObject({ kind: 'torn', text: expect.stringContaining(newest) });
    fill(torn, 220);
    await torn[Symbol.asyncDispose]();
    const again = await open(directory);
    expect(again.finding).toBeUndefined();
    expect(again.store.count).toBe(220);
    await again.store[Symbol.asyncDispose]();
  });

  test('an older version of the store is refused, with what to do, and left as it is', async () => {
    const directory = await makeFolder();
    // As version 1 wrote it: the byte behind the counts says that no message has a key.
    const block = Buffer.alloc(21);
    block.writeDoubleLE(1, 0);
    block.writeDoubleLE(1, 8);
    block.writeUInt32LE(1, 16);
    const header = encodeSegmentHeader({ node: 1, number: 1, previousChain: 0 }, 1);
    const rows = Buffer.from(JSON.stringify([['hi', 1, 1, 1_700_000_000.5, 1]]));
    const records = encodeRecords([Buffer.concat([block, rows])], header.chain);
    const old = Buffer.concat([header.bytes, records.bytes]);
    await writeFile(segmentPath(directory, 1), old);
    await expect(open(directory)).rejects.toMatchObject({
      code: 'log-format-older',
      message: expect.stringMatching(/messages-00000001\.segment has version 1 .* version 3 alone/),
      hint: expect.stringContaining('the version of the program that wrote it'),
      exitCode: 78,
    });
    expect(await readdir(directory)).toEqual(['messages-00000001.segment']);
    expect(await readFile(segmentPath(directory, 1))).toEqual(old);
  });

  test('the store of another node is refused', async () => {
    const directory = await makeFolder();
    const { store } = await open(directory);
    await store[Symbol.asyncDispose]();
    await expect(openMessageStore({ directory, node: 2 })).rejects.toMatchObject({ code: 'log-of-another-node' });
  });
});

describe('a long store of which the last messages are wanted', () => {
  const never = async () => {};

  /** Four hundred messages in many segments; opened for the last fifty. */
  async function long() {
    const directory = await makeFolder();
    const { store } = await open(directory);
    fill(store, 400);
    await store[Symbol.asyncDispose]();
    const openEnd = async () => {
      let seen: number[] = [];
      const begin = () => {
        seen = [];
      };
      const take = (block: Buffer) => seen.push(...decodeBlock(block).map(({ id }) => id));
      const told: unknown[] = [];
      const damaged = (error: unknown) => told.push(error);
      const options = { directory, node: 1, segmentBytes: 2_000, damaged };
      const opened = await openMessageStore(options, { count: 50, begin, take });
      return { ...opened, seen, told };
    };
    return { directory, openEnd };
  }

  test('is opened by its end, holds all the same, and is checked later', async () => {
    const { openEnd } = await long();
    const { store, finding, seen } = await openEnd();
    expect(finding).toBeUndefined();
    expect(store.end).toMatchObject({ count: 400, lamportTimestamp: 800 });
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, at) => 401 - seen.length + at));
    expect(seen.length).toBeGreaterThanOrEqual(50);
    expect(seen.length).toBeLessThan(150);
    expect((await readAll(store, 123, 5)).map(({ id }) => id)).toEqual([124, 125, 126, 127, 128]);
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
    };
    await store.checkRest(pause);
    expect(pauses).toBeGreaterThan(3);
    await store.checkRest(() => Promise.reject(new Error('nothing is left')));
    expect((await readAll(store)).map(({ id }) => id)).toEqual(Array.from({ length: 400 }, (_, at) => at + 1));
    await store.cutTo(20);
    expect(store.end).toMatchObject({ count: 20 });
    await store[Symbol.asyncDispose]();
  });

  test('is cut back into what was not read yet', async () => {
    const { openEnd } = await long();
    const { store } = await openEnd();
    await store.cutTo(77);
    fill(store, 90);
    expect((await readAll(store)).map(({ id }) => id)).toEqual(Array.from({ length: 90 }, (_, at) => at + 1));
    await store[Symbol.asyncDispose]();
    expect((await openEnd()).store.count).toBe(90);
  });

  test.each([
    [
      'a wrong byte',
      async (path: string) => {
        const bytes = await readFile(path);
        bytes[700] = (bytes[700] ?? 0) ^ 1;
        await writeFile(path, bytes);
      },
    ],
    [
      'an end that a segment has lost, by whole blocks',
      async (path: string) => {
        const bytes = await readFile(path);
        const { chain = 0 } = readSegmentHeader(bytes, path, blockFormatVersion) ?? {};
        const { payloads } = readRecords(bytes, segmentHeaderBytes, chain);
        expect(payloads.length).toBeGreaterThan(2);
        await truncate(path, bytes.length - recordHeaderBytes - (payloads.at(-1)?.length ?? 0) - 1);
      },
    ],
  ])(
    '%s in its middle is found by the check and by readers, and the next start reads everything',
    async (_name, harm) => {
      for (const find of ['check', 'reader']) {
        const { directory, openEnd } = await long();
        await harm(segmentPath(directory, 2));
        const { store, finding, told } = await openEnd();
        expect(finding).toBeUndefined();
        expect(store.count).toBe(400);
        const found = find === 'check' ? store.checkRest(never) : readAll(store);
        await expect(found).rejects.toMatchObject({ code: 'store-damaged' });
        expect(told).toHaveLength(1);
        await store[Symbol.asyncDispose]();
        const again = await openEnd();
        expect(again.finding).toMatchObject({ kind: 'damaged', text: expect.stringMatching(/messages-0000000[23]/) });
        expect(again.store.count).toBeLessThan(100);
        await again.store[Symbol.asyncDispose]();
        expect((await readdir(directory)).filter((name) => !name.includes('.segment'))).toEqual([]);
      }
    },
  );

  test('is read whole where a file in its middle is missing, or its end is damaged', async () => {
    const { directory, openEnd } = await long();
    const newest = (await readdir(directory)).toSorted().at(-1) ?? '';
    const path = join(directory, newest);
    const bytes = await readFile(path);
    bytes[60] = (bytes[60] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const damaged = await openEnd();
    expect(damaged.finding).toMatchObject({ kind: 'damaged', text: expect.stringContaining(newest) });
    await damaged.store.checkRest(() => Promise.reject(new Error('nothing is left')));
    await damaged.store[Symbol.asyncDispose]();
    await rm(segmentPath(directory, 3));
    const missing = await openEnd();
    expect(missing.finding).toMatchObject({ kind: 'damaged', text: expect.stringContaining('is missing') });
    await missing.store[Symbol.asyncDispose]();
  });
});
