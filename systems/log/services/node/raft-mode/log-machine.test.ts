import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RaftEntry } from '@temblor/protocols/raft/types';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { segmentPath } from '../store/store-segment.ts';
import { LogMachine } from './log-machine.ts';
import type { Proposed } from './message-batch.ts';
import { encodeBatch } from './message-batch.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'temblor-machine-'));
  folders.push(folder);
  return folder;
}

async function open(directory: string, keyReach?: number) {
  return (await LogMachine.open({ directory, node: 1, segmentBytes: 2_000 }, keyReach)).machine;
}

/** Few keys, so that they repeat. */
const proposed: fc.Arbitrary<Proposed> = fc.record(
  {
    content: fc.string({ unit: 'binary', maxLength: 8 }),
    nodeId: fc.integer({ min: 1, max: 3 }),
    physicalTimestamp: fc.integer(),
    lamportTimestamp: fc.integer({ min: 1, max: 40 }),
    idempotencyKey: fc.constantFrom('a', 'b', 'c', 'd'.repeat(100)),
  },
  { requiredKeys: ['content', 'nodeId', 'physicalTimestamp', 'lamportTimestamp'] },
);

const entries = fc
  .array(fc.oneof(fc.constant(undefined), fc.array(proposed, { minLength: 1, maxLength: 4 })), { maxLength: 12 })
  .map((batches) =>
    batches.map((batch, place): RaftEntry => {
      const position = { index: place + 1, term: 1 + Math.floor(place / 4) };
      return batch === undefined
        ? { kind: 'no-op', ...position }
        : { kind: 'data', ...position, data: encodeBatch(batch) };
    }),
  );

test('places follow from the log alone: a restart, a repetition and the blocks of another node change nothing', async () => {
  await fc.assert(
    fc.asyncProperty(entries, fc.nat(12), fc.nat(12), async (log, restartAt, switchAt) => {
      const [folder, blocks] = [await makeFolder(), await makeFolder()];
      const one = await open(await makeFolder());
      let other = await open(folder);
      const third = await open(blocks);
      for (const [at, entry] of log.entries()) {
        const applied = one.apply(entry);
        if (at === restartAt) {
          await other.store[Symbol.asyncDispose]();
          other = await open(folder);
          for (const earlier of log.slice(0, at)) expect(other.apply(earlier).added).toEqual([]);
        }
        expect(other.apply(entry)).toEqual(applied);
        if (at >= switchAt) continue;
        for await (const page of one.store.readEncoded(third.store.count))
          for (const block of page) third.takeBlock(block);
      }
      for (const entry of log) third.apply(entry);
      expect(third.store.end).toEqual(one.store.end);
      const messages = (await Array.fromAsync(one.store.read({ afterId: 0, limit: 100 }))).flat();
      expect((await Array.fromAsync(third.store.read({ afterId: 0, limit: 100 }))).flat()).toEqual(messages);
      const times = messages.map(({ lamportTimestamp }) => lamportTimestamp);
      expect(times).toEqual([...new Set(times)].sort((left, right) => left - right));
      const keys = messages.flatMap(({ keyDigest }) => keyDigest ?? []);
      expect(keys).toEqual([...new Set(keys)]);
      for (const machine of [one, other, third]) await machine[Symbol.asyncDispose]();
    }),
    { numRuns: 15 },
  );
});

test('a key is known for so many messages, and no longer', async () => {
  const machine = await open(await makeFolder(), 1_000);
  const batch = (count: number, key?: string): Proposed[] =>
    Array.from({ length: count }, (_, place) => ({
      content: 'x',
      nodeId: 1,
      physicalTimestamp: 0,
      lamportTimestamp: 1,
      ...(key === undefined || place > 0 ? {} : { idempotencyKey: key }),
    }));
  let index = 0;
  const apply = (proposals: Proposed[]) => {
    index += 1;
    return machine.apply({ kind: 'data', index, term: 1, data: encodeBatch(proposals) }).placed[0];
  };
  apply(batch(1, 'k'));
  apply(batch(999));
  expect(apply(batch(1, 'k'))).toEqual({ isRepeated: true, id: 1 });
  apply(batch(1));
  expect(machine.idOfKey('k')).toBeUndefined();
  expect(apply(batch(1, 'k'))).toMatchObject({ isRepeated: false, id: 1_002 });
  await machine[Symbol.asyncDispose]();
});

describe('a node that starts again knows the keys of the last messages', () => {
  /** Ten messages an entry, each with its id as its key, in many segments. */
  async function write(directory: string): Promise<void> {
    const machine = await open(directory, 100);
    for (let index = 1; index <= 60; index += 1) {
      const batch = Array.from({ length: 10 }, (_, place): Proposed => {
        const idempotencyKey = String(machine.store.count + 1 + place);
        return { content: 'some content', nodeId: 1, physicalTimestamp: 0, lamportTimestamp: 1, idempotencyKey };
      });
      machine.apply({ kind: 'data', index, term: 1, data: encodeBatch(batch) });
    }
    await machine[Symbol.asyncDispose]();
  }

  const knows = (machine: LogMachine, ids: readonly number[]) => ids.map((id) => machine.idOfKey(String(id)));

  test('and no earlier ones', async () => {
    const directory = await makeFolder();
    await write(directory);
    const machine = await open(directory, 100);
    expect(knows(machine, [500, 501, 502, 600])).toEqual([undefined, 501, 502, 600]);
    await machine[Symbol.asyncDispose]();
  });

  test('of those that are good, where the others were damaged', async () => {
    const directory = await makeFolder();
    await write(directory);
    const damaged = segmentPath(directory, 6);
    const bytes = await readFile(damaged);
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    await writeFile(damaged, bytes);
    const before = await open(directory, 100);
    expect(before.store.count).toBe(600);
    await expect(before.store.checkRest(async () => {})).rejects.toMatchObject({ code: 'store-damaged' });
    await before[Symbol.asyncDispose]();
    const machine = await open(directory, 100);
    const { count } = machine.store;
    expect(count).toBeGreaterThan(100);
    expect(count).toBeLessThan(400);
    expect(knows(machine, [count - 100, count - 99, count])).toEqual([undefined, count - 99, count]);
    await machine[Symbol.asyncDispose]();
  });
});
