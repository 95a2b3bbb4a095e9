import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSegmentHeader } from '@temblor/host/write-ahead-log/segment-header';
import { encodeRecords } from '@temblor/host/write-ahead-log/segment-record';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { digestOf } from './key-digest.ts';
import { openMessageStore } from './open-message-store.ts';
import { segmentPath } from './store-segment.ts';
import { fill, message, readAll } from './testing/filled-store.ts';

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
      'messages-00000002.segment.damaged-1',
    ],
    ['a file that is gone', (path: string) => rm(path), 'messages-00000003.segment.behind-1'],
    [
      'an end that a full segment has lost',
      (path: string) => truncate(path, 700),
      'messages-00000002.segment.damaged-1',
    ],
  ])('%s is damage: what is before it stays, and what is wrong is kept aside', async (_name, harm, aside) => {
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
    expect(await readdir(directory)).toContain(aside);
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
