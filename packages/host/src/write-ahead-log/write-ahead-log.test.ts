import { existsSync } from 'node:fs';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readSuperblock } from './superblock.ts';
import { SuperblockCopies } from './superblock-copies.ts';
import { flipBit, LogFolder } from './testing/log-folder.ts';
import { openWriteAheadLog } from './write-ahead-log.ts';

const first = 'segment-00000001.wal';
const second = 'segment-00000002.wal';
const third = 'segment-00000003.wal';
/** A header fits, and no record with it: every batch but the first begins a segment of its own. */
const small = { node: 1, segmentBytes: 40 };
const threeSegments = ['a', 'b', 'c'].map((record) => ({ records: record, register: `after ${record}` }));

async function damagedBySegments(change: (folder: LogFolder) => Promise<void>) {
  const folder = await LogFolder.make();
  await folder.openAs(small, threeSegments);
  await change(folder);
  return folder;
}

async function segmentsOf(folder: LogFolder): Promise<Buffer[]> {
  const names = (await folder.names()).filter((name) => name.startsWith('segment'));
  return Promise.all(names.map((name) => folder.read(name)));
}

test('a folder that is new holds nothing, and what is written is there at the next start', async () => {
  await using folder = await LogFolder.make();
  const nothing = await folder.open({ register: 'term 1', records: ['a', 'b'] }, { records: 'c' });
  expect(nothing).toEqual({ log: 'intact', records: [], register: 'absent', findings: [] });
  expect(await folder.open()).toEqual({ log: 'intact', records: ['a', 'b', 'c'], register: 'term 1', findings: [] });
});

test('a log goes on in a new segment, and over restarts', async () => {
  await using folder = await LogFolder.make();
  await folder.openAs(small, threeSegments);
  await folder.openAs(small, [{ records: 'd' }]);
  expect((await folder.names()).filter((name) => name.startsWith('segment'))).toHaveLength(4);
  expect(await folder.open()).toMatchObject({ log: 'intact', records: ['a', 'b', 'c', 'd'], register: 'after c' });
});

describe('a rewrite', () => {
  test('takes the place of all segments, together with the register', async () => {
    await using folder = await LogFolder.make();
    await folder.openAs(small, [
      ...threeSegments,
      { records: ['abc'], register: 'now', rewrite: true },
      { records: 'd' },
    ]);
    expect(await folder.open()).toMatchObject({ log: 'intact', records: ['abc', 'd'], register: 'now' });
    expect(await folder.names()).toEqual([
      'segment-00000004.wal',
      'segment-00000005.wal',
      'superblock-a',
      'superblock-b',
    ]);
  });

  test('of which the superblock says nothing did not happen, and leaves nothing behind', async () => {
    await using folder = await LogFolder.make();
    await folder.open({ records: ['a', 'b'] });
    const before = [await folder.read('superblock-a'), await folder.read('superblock-b'), await folder.read(first)];
    await folder.open({ records: ['ab'], rewrite: true });
    for (const [index, name] of ['superblock-a', 'superblock-b'].entries())
      await folder.change(name, () => before[index]);
    await folder.change(second, (bytes) => bytes.subarray(0, -1));
    await writeFile(`${folder.path}/${first}`, before[2] ?? '');
    expect(await folder.open({ records: 'c' })).toMatchObject({ log: 'intact', records: ['a', 'b'] });
    expect(await folder.open()).toMatchObject({ records: ['a', 'b', 'c'] });
    expect(await folder.names()).not.toContain(second);
  });
});

describe('a log whose last record was not written to its end', () => {
  const long = 'b'.repeat(1_000);

  test.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, -10)],
    ['zeros at its end', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -10), Buffer.alloc(500)])],
  ])('%s: it is torn, goes on behind its last good record, and is intact the next time', async (_name, tear) => {
    await using folder = await LogFolder.make();
    await folder.open({ records: ['a', long] });
    await folder.change(first, tear);
    const torn = await folder.open({ records: 'c' });
    expect(torn).toMatchObject({ log: 'torn', records: ['a'], findings: [expect.stringContaining(first)] });
    expect(await folder.open()).toMatchObject({ log: 'intact', records: ['a', 'c'] });
  });
});

describe('a log that is laid out ahead', () => {
  const ahead = { node: 1, segmentBytes: 1 << 20, aheadBytes: 8192 };
  const long = 'b'.repeat(3_000);

  test('grows by that much at a time, and goes on where its records end', async () => {
    await using folder = await LogFolder.make();
    await folder.openAs(ahead, [{ records: 'a' }]);
    const { length } = await folder.read(first);
    expect(length).toBeGreaterThan(8192);
    await folder.openAs(ahead, [{ records: ['b', 'c'] }, { records: 'd' }]);
    expect(await folder.read(first)).toHaveLength(length);
    await folder.openAs(ahead, [{ records: [long, long, long] }]);
    expect((await folder.read(first)).length).toBeGreaterThan(length + 8192);
    const found = await folder.openAs(ahead, []);
    expect(found).toMatchObject({ log: 'intact', records: ['a', 'b', 'c', 'd', long, long, long], findings: [] });
  });

  test('goes on without where there is no room ahead', async () => {
    await using folder = await LogFolder.make();
    const cannotBe = { ...ahead, aheadBytes: -1 };
    await folder.openAs(cannotBe, [{ records: 'a' }, { records: [long] }]);
    expect((await folder.read(first)).length).toBeLessThan(8192);
    expect(await folder.openAs(ahead, [{ records: 'b' }])).toMatchObject({ log: 'intact', records: ['a', long] });
    expect(await folder.openAs(ahead, [])).toMatchObject({ log: 'intact', records: ['a', long, 'b'] });
  });

  test('begins a new segment behind one that is not full to its last byte', async () => {
    await using folder = await LogFolder.make();
    await folder.openAs({ ...ahead, segmentBytes: 1024 }, [{ records: long }, { records: 'c' }, { records: long }]);
    const found = await folder.openAs(ahead, [{ records: 'e' }]);
    expect(found).toMatchObject({ log: 'intact', records: [long, 'c', long] });
    expect(await folder.names()).toContain(second);
    expect(await folder.openAs(ahead, [])).toMatchObject({ log: 'intact', records: [long, 'c', long, 'e'] });
  });

  test('is torn where the power failed in its last write and a part in the middle is missing', async () => {
    await using folder = await LogFolder.make();
    await folder.openAs(ahead, [{ records: 'a' }, { records: ['b', long, 'd'] }]);
    await folder.change(first, (bytes) => bytes.fill(0, 2048, 2560));
    const torn = await folder.openAs(ahead, [{ records: 'c' }]);
    expect(torn).toMatchObject({ log: 'torn', records: ['a', 'b'], findings: [expect.stringContaining(first)] });
    expect(await folder.openAs(ahead, [])).toMatchObject({ log: 'intact', records: ['a', 'b', 'c'] });
  });

  test('is damaged where that part is missing and something was written behind it, and goes on before it', async () => {
    await using folder = await LogFolder.make();
    await folder.openAs(ahead, [{ records: 'a' }, { records: ['b', long, 'd'] }, { records: 'e' }]);
    await folder.change(first, (bytes) => bytes.fill(0, 2048, 2560));
    const damaged = await folder.openAs(ahead, [{ records: 'c' }]);
    expect(damaged).toMatchObject({ log: 'damaged', records: ['a', 'b'] });
    expect(await folder.names()).toContain(`${first}.damaged-1`);
    expect(await folder.openAs(ahead, [])).toMatchObject({ log: 'intact', records: ['a', 'b', 'c'] });
  });
});

test.skipIf(!existsSync('/dev/full'))(
  'a log that a write failed on takes no other, even where the disk has room again',
  async () => {
    await using folder = await LogFolder.make();
    const { log } = await openWriteAheadLog({ directory: folder.path, ...small });
    await using _closed = log;
    const batch = { records: [Buffer.from('a')], rewrite: false };
    await log.write(batch);
    await symlink('/dev/full', join(folder.path, second));
    const failure = { code: 'disk-full', message: expect.stringContaining(second) };
    await expect(log.write(batch)).rejects.toMatchObject(failure);
    await rm(join(folder.path, second));
    await expect(log.write(batch)).rejects.toMatchObject(failure);
  },
);

describe('damage', () => {
  const cases: readonly [name: string, kept: string[], change: (folder: LogFolder) => Promise<void>][] = [
    ['a bit flipped in the middle', ['a'], (folder) => folder.change(second, (bytes) => flipBit(bytes, -3))],
    ['a bit flipped in the last record', ['a', 'b'], (folder) => folder.change(third, (bytes) => flipBit(bytes, -2))],
    ['a bit flipped in a header', ['a'], (folder) => folder.change(second, (bytes) => flipBit(bytes, 17))],
    [
      'a bit flipped in the version of the format',
      ['a'],
      (folder) => folder.change(second, (bytes) => flipBit(bytes, 8)),
    ],
    ['a segment missing in the middle', ['a'], (folder) => folder.change(second, () => undefined)],
    ['the first segment missing', [], (folder) => folder.change(first, () => undefined)],
    ['the last segment missing', ['a', 'b'], (folder) => folder.change(third, () => undefined)],
    ['a segment before the last cut short', ['a'], (folder) => folder.change(second, (bytes) => bytes.subarray(0, -1))],
    ['a segment that lost its only record', ['a'], (folder) => folder.change(second, (bytes) => bytes.subarray(0, 36))],
  ];

  test.each(cases)(
    '%s: what is before it is given, every byte is kept, and the log goes on',
    async (_name, kept, change) => {
      await using folder = await damagedBySegments(change);
      const before = await segmentsOf(folder);
      const found = await folder.open();
      expect(found).toMatchObject({ log: 'damaged', records: kept, register: 'after c' });
      expect(found.findings).toHaveLength(1);
      expect(await folder.open({ records: 'd' }), 'told again until something is written').toMatchObject({
        log: 'damaged',
      });
      expect(await folder.open()).toMatchObject({ log: 'intact', records: [...kept, 'd'], register: 'after c' });
      const after = await segmentsOf(folder);
      for (const bytes of before) expect(after.some((kept) => kept.subarray(0, bytes.length).equals(bytes))).toBe(true);
    },
  );
});

describe('the register', () => {
  const copies = ['superblock-a', 'superblock-b'] as const;

  test.each(copies)('survives the loss of %s, and that of the other after the next start', async (copy) => {
    await using folder = await LogFolder.make();
    await folder.open({ register: 'term 7', records: 'a' });
    await folder.change(copy, (bytes) => flipBit(bytes, -1));
    expect(await folder.open()).toMatchObject({ register: 'term 7', log: 'intact', findings: [`${copy} is damaged`] });
    await folder.change(copy === 'superblock-a' ? 'superblock-b' : 'superblock-a', () => undefined);
    expect(await folder.open()).toMatchObject({ register: 'term 7', records: ['a'], log: 'intact' });
  });

  test('is the newer one of two that differ, and stays so when that copy is damaged later', async () => {
    await using folder = await LogFolder.make();
    await folder.open({ register: 'term 1' });
    const old = await folder.read('superblock-b');
    await folder.open({ register: 'term 2' });
    await folder.change('superblock-b', () => old);
    expect(await folder.open()).toMatchObject({ register: 'term 2' });
    await folder.change('superblock-a', (bytes) => flipBit(bytes, -1));
    expect(await folder.open()).toMatchObject({ register: 'term 2' });
  });

  test.skipIf(!existsSync('/dev/full')).each(copies)(
    'is not touched in %s, the only good copy, before the other is good',
    async (copy) => {
      await using folder = await LogFolder.make();
      await folder.open({ register: 'term 7' });
      const before = await folder.read(copy);
      const block = readSuperblock(before, copy);
      if (block === undefined) throw new Error('the copy is not readable');
      const other = join(folder.path, copy === 'superblock-a' ? 'superblock-b' : 'superblock-a');
      await rm(other);
      await symlink('/dev/full', other);
      await expect(SuperblockCopies.open(folder.path, block, copy)).rejects.toMatchObject({ code: 'disk-full' });
      expect(await folder.read(copy)).toEqual(before);
    },
  );

  test('was never written where the power failed in the very first write: the node is new', async () => {
    await using folder = await LogFolder.make();
    await writeFile(join(folder.path, 'superblock-a'), Buffer.alloc(20, 1));
    await writeFile(join(folder.path, 'superblock-b'), '');
    expect(await folder.open({ register: 'term 1', records: ['a'] })).toMatchObject({
      log: 'intact',
      register: 'absent',
    });
    expect(await folder.open()).toMatchObject({ log: 'intact', register: 'term 1', records: ['a'] });
  });

  test('is lost where both copies are damaged or gone, and stays lost until another is written', async () => {
    for (const change of [(bytes: Buffer) => flipBit(bytes, -1), () => undefined]) {
      await using folder = await LogFolder.make();
      await folder.open({ register: 'term 7', records: 'a' });
      for (const copy of copies) await folder.change(copy, change);
      expect(await folder.open()).toMatchObject({ register: 'lost', log: 'damaged', records: [] });
      expect(await folder.open({ records: 'b' })).toMatchObject({ register: 'lost', log: 'damaged' });
      expect(await folder.open({ register: 'term 8' })).toMatchObject({ register: 'lost', log: 'intact' });
      expect(await folder.open()).toMatchObject({ register: 'term 8', records: ['b'] });
      expect(await folder.names()).toContain(`${first}.damaged-1`);
    }
  });
});

describe('a file that this program must not touch', () => {
  test('of another node is refused, by name', async () => {
    await using folder = await LogFolder.make();
    await folder.open({ records: 'a' });
    const opened = folder.openAs({ node: 2, segmentBytes: 1 }, []);
    await expect(opened).rejects.toMatchObject({ code: 'log-of-another-node', message: /node 1.*node 2/ });
  });

  test('of a newer format is refused, with both versions', async () => {
    await using folder = await LogFolder.make();
    await folder.open({ records: 'a' });
    await folder.change(first, (bytes) => {
      bytes.writeUInt32LE(3, 8);
      bytes.writeUInt32LE(crc32(bytes.subarray(0, 12)), 12);
      return bytes;
    });
    const before = await folder.read(first);
    const refusal = { code: 'log-format-newer', message: /version 3 .* up to 2/, hint: /later one/ };
    await expect(folder.open()).rejects.toMatchObject(refusal);
    expect(await folder.read(first)).toEqual(before);
  });
});
