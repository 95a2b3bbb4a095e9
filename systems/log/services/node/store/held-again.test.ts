/** What stood behind a damaged segment is kept aside until the store holds its messages again. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openMessageStore } from './open-message-store.ts';
import { segmentPath } from './store-segment.ts';
import { fill, message } from './testing/filled-store.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'temblor-behind-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const never = async () => {};

async function open() {
  const { store } = await openMessageStore({ directory, node: 1, segmentBytes: 2_000 });
  return store;
}

async function harm(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[300] = (bytes[300] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

/** What is aside: the ends of the files' names. */
async function aside(kind: 'damaged' | 'behind'): Promise<readonly string[]> {
  const names = (await readdir(directory)).filter((name) => name.includes(kind));
  return names.toSorted().map((name) => name.replace(/^messages-0+/, ''));
}

/** A store of 400 messages of which the second segment was damaged, and what came after that is not in it. */
async function damaged() {
  const sound = await open();
  fill(sound, 400);
  await sound[Symbol.asyncDispose]();
  await harm(segmentPath(directory, 2));
  return open();
}

test('it is there while one of its messages is not, and is deleted by the next check after that', async () => {
  const store = await damaged();
  const behind = await aside('behind');
  expect(behind.length).toBeGreaterThan(3);
  await store.checkRest(never);
  expect(await aside('behind')).toEqual(behind);

  fill(store, 399);
  expect(await aside('behind')).toEqual(behind);
  await store.checkRest(never);
  expect(await aside('behind')).toEqual(behind.slice(-1));
  await store[Symbol.asyncDispose]();

  const again = await open();
  fill(again, 400);
  await again.checkRest(never);
  expect(await aside('behind')).toEqual([]);
  expect(await aside('damaged')).toEqual(['2.segment.damaged-1']);
  await again[Symbol.asyncDispose]();
});

test('it stays where the store holds other messages under its ids', async () => {
  const store = await damaged();
  const behind = await aside('behind');
  fill(store, 400, 3, (id) => message(id, `another history ${id}`));
  await store.checkRest(never);
  expect(await aside('behind')).toEqual(behind);
  await store[Symbol.asyncDispose]();
});

test('what cannot be read to its end, or is not this node’s, stays', async () => {
  const store = await damaged();
  const path = (number: number) => `${segmentPath(directory, number)}.behind-1`;
  await harm(path(3));
  const bytes = await readFile(path(4));
  await writeFile(path(4), bytes.subarray(0, -1));
  await writeFile(path(5), bytes.subarray(0, 20));
  const other = join(directory, 'other');
  const { store: others } = await openMessageStore({ directory: other, node: 2 });
  fill(others, 5);
  await others[Symbol.asyncDispose]();
  await writeFile(path(6), await readFile(segmentPath(other, 1)));
  fill(store, 400);
  await store.checkRest(never);
  const kept = ['3.segment.behind-1', '4.segment.behind-1', '5.segment.behind-1', '6.segment.behind-1'];
  expect(await aside('behind')).toEqual(kept);
  await store[Symbol.asyncDispose]();
});
