/** A store that is opened by its end: what is left unread is found when somebody reads it, and checked later. */
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSegmentHeader, segmentHeaderBytes } from '@temblor/host/write-ahead-log/segment-header';
import { readRecords, recordHeaderBytes } from '@temblor/host/write-ahead-log/segment-record';
import { afterEach, expect, test } from 'vitest';
import { digestBytes, digestOf } from './key-digest.ts';
import type { StoredMessage } from './message-block.ts';
import { blockFormatVersion } from './message-block.ts';
import { openMessageStore } from './open-message-store.ts';
import { segmentPath } from './store-segment.ts';
import { fill, message, readAll } from './testing/filled-store.ts';
import { SeenKeys } from './testing/seen-keys.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const never = async () => {};

/** Each second one has a key. */
function keyed(id: number): StoredMessage {
  return id % 2 === 0 ? message(id) : { ...message(id), keyDigest: digestOf(`key ${id}`) };
}

/** The keys of the last messages of four hundred, so many. */
function lastKeys(count: number) {
  return Array.from({ length: count }, (_, at) => keyed(401 - count + at)).map(({ id, keyDigest }) => [id, keyDigest]);
}

/** Four hundred messages in many segments; opened for the last fifty. */
async function long() {
  const directory = await mkdtemp(join(tmpdir(), 'temblor-long-'));
  folders.push(directory);
  const { store } = await openMessageStore({ directory, node: 1, segmentBytes: 2_000 });
  fill(store, 400, 3, keyed);
  await store[Symbol.asyncDispose]();
  const openEnd = async () => {
    const seen = new SeenKeys(50);
    const told: unknown[] = [];
    const damaged = (error: unknown) => told.push(error);
    const options = { directory, node: 1, segmentBytes: 2_000, damaged };
    const opened = await openMessageStore(options, seen);
    return { ...opened, seen, told };
  };
  return { directory, openEnd };
}

test('it is opened by its end, holds all the same, and is checked later', async () => {
  const { openEnd } = await long();
  const { store, finding, seen } = await openEnd();
  expect(finding).toBeUndefined();
  expect(store.end).toMatchObject({ count: 400, lamportTimestamp: 800 });
  expect(seen.digests).toEqual(lastKeys(seen.digests.length));
  expect(seen.digests.length).toBeGreaterThanOrEqual(50);
  expect(seen.digests.length).toBeLessThan(150);
  expect(seen.ofFiles).toBeGreaterThan(30);
  expect((await readAll(store, 123, 5)).map(({ id }) => id)).toEqual([124, 125, 126, 127, 128]);
  let pauses = 0;
  const pause = async () => {
    pauses += 1;
  };
  await store.checkRest(pause);
  expect(pauses).toBeGreaterThan(3);
  await store.checkRest(() => Promise.reject(new Error('nothing is left')));
  expect((await readAll(store)).map(({ id }) => id)).toEqual(Array.from({ length: 400 }, (_, at) => at + 1));
  await store[Symbol.asyncDispose]();
});

test('a file of keys that is of no use is passed over, and those of the segments before it are not', async () => {
  const { directory, openEnd } = await long();
  const files = (await readdir(directory)).filter((name) => name.endsWith('.keys')).toSorted();
  const whole = await opened();
  expect(whole.ofFiles).toBeGreaterThan(30);
  const path = join(directory, files.at(-1) ?? '');
  const bytes = await readFile(path);
  const harmed: readonly (Buffer | undefined)[] = [
    undefined,
    Buffer.alloc(0),
    bytes.subarray(0, 20),
    bytes.subarray(0, -digestBytes),
    Buffer.concat([bytes, Buffer.alloc(digestBytes)]),
    await readFile(join(directory, files.at(-2) ?? '')),
    ...Array.from({ length: 40 }, (_, bit) => flipped(bytes, Math.floor((bit / 40) * bytes.length * 8))),
  ];
  const doHarm = [
    ...harmed.map((harm) => () => (harm === undefined ? rm(path) : writeFile(path, harm))),
    () => rm(path).then(() => mkdir(path)),
    () => rm(path, { recursive: true }).then(() => symlink('/dev/zero', path)),
  ];
  for (const harm of doHarm) {
    await harm();
    const seen = await opened();
    expect(seen.ofFiles).toBeGreaterThan(0);
    expect(seen.ofFiles).toBeLessThan(whole.ofFiles);
  }
  await rm(path);
  await opened();
  // What was read in its place is in a file again.
  expect((await opened()).ofFiles).toBe(whole.ofFiles);

  async function opened() {
    const { store, finding, seen } = await openEnd();
    expect(finding).toBeUndefined();
    expect(seen.digests).toEqual(lastKeys(seen.digests.length));
    expect(seen.digests.length).toBeGreaterThanOrEqual(50);
    await store.checkRest(never);
    await store[Symbol.asyncDispose]();
    return seen;
  }
});

test('a file of keys that another life of its segment wrote is passed over', async () => {
  const { directory, openEnd } = await long();
  const files = (await readdir(directory)).filter((name) => name.endsWith('.keys')).toSorted();
  const name = files.at(-2) ?? '';
  const stale = await readFile(join(directory, name));
  await truncate(segmentPath(directory, Number(/\d+/.exec(name)?.[0])), 800);
  const cut = await openMessageStore({ directory, node: 1, segmentBytes: 2_000 });
  expect(cut.finding).toMatchObject({ kind: 'damaged' });
  const lost = cut.store.count;
  fill(cut.store, 400, 3, (id) => ({ ...message(id), keyDigest: digestOf(`other key ${id}`) }));
  await cut.store[Symbol.asyncDispose]();
  expect(await readFile(join(directory, name))).not.toEqual(stale);
  await writeFile(join(directory, name), stale);
  const { store, seen, finding } = await openEnd();
  expect(finding).toBeUndefined();
  for (const [id, digest] of seen.digests) {
    expect(digest).toBe(id > lost ? digestOf(`other key ${id}`) : keyed(id).keyDigest);
  }
  await store[Symbol.asyncDispose]();
});

function flipped(bytes: Buffer, bit: number): Buffer {
  const other = Buffer.from(bytes);
  other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return other;
}

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
      const others = (await readdir(directory)).filter((name) => !name.includes('.segment'));
      expect(others.filter((name) => !name.endsWith('.keys'))).toEqual([]);
      // What was set aside has none.
      expect(others.length).toBeLessThan(3);
    }
  },
);

test('it is read whole where a file in its middle is missing, or its end is damaged', async () => {
  const { directory, openEnd } = await long();
  const segments = (await readdir(directory)).filter((name) => name.endsWith('.segment'));
  const newest = segments.toSorted().at(-1) ?? '';
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

test('many who want the same unread segment at once wait for one check of it', async () => {
  const { directory, openEnd } = await long();
  const path = segmentPath(directory, 1);
  const bytes = await readFile(path);
  bytes[300] = (bytes[300] ?? 0) ^ 1;
  await writeFile(path, bytes);
  const { store, told } = await openEnd();
  const readers = Array.from({ length: 20 }, () => readAll(store, 0, 5));
  const ends = await Promise.allSettled([...readers, store.checkRest(async () => {})]);
  expect(new Set(ends.map(({ status }) => status))).toEqual(new Set(['rejected']));
  // Each check that meets damage says so.
  expect(told).toHaveLength(1);
  await store[Symbol.asyncDispose]();
});
