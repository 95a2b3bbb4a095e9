import { seededRandom } from '@temblor/foundation/randomness/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DiaryTypes } from '../simulation/testing/diary.ts';
import { Disk } from './disk.ts';

const random = seededRandom(1);

function write(disk: Disk<DiaryTypes>, ...append: string[]): void {
  const register = append.at(-1);
  disk.write({ kind: 'persist', ticket: 0, append, rewrite: false, ...(register === undefined ? {} : { register }) });
}

function rewrite(disk: Disk<DiaryTypes>, record: string): void {
  disk.write({ kind: 'persist', ticket: 0, append: [record], rewrite: true });
}

function diskWith(...synced: string[]): Disk<DiaryTypes> {
  const disk = new Disk<DiaryTypes>();
  write(disk, ...synced);
  disk.sync();
  return disk;
}

test('nothing is durable before the sync', () => {
  const disk = new Disk<DiaryTypes>();
  write(disk, 'a');
  expect(disk.records).toEqual([]);
  disk.sync();
  expect(disk.recover()).toEqual({ register: { kind: 'read', value: 'a' }, records: ['a'], log: 'intact' });
});

describe('a crash before the sync', () => {
  test('loses all that was not synced, and nothing else', () => {
    const disk = diskWith('a');
    write(disk, 'b');
    rewrite(disk, 'c');
    disk.crash('lost', random);
    expect(disk.recover()).toEqual({ register: { kind: 'read', value: 'a' }, records: ['a'], log: 'intact' });
    expect(disk.hasUnsynced).toBe(false);
  });

  test('may keep all of it', () => {
    const disk = diskWith('a');
    rewrite(disk, 'b');
    write(disk, 'c');
    disk.crash('kept', random);
    expect(disk.recover()).toEqual({ register: { kind: 'read', value: 'c' }, records: ['b', 'c'], log: 'intact' });
  });

  test('that tears leaves a part of the new records, never all, and either register; the next start finds it cut', () => {
    const appends = fc.array(fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(appends, fc.nat(), (writes, seed) => {
        const disk = diskWith('old');
        for (const append of writes) write(disk, ...append);
        const isTorn = disk.crash('torn', seededRandom(seed));
        const { records, log, register } = disk.recover();
        const all = ['old', ...writes.flat()];
        expect(isTorn).toBe(writes.flat().length > 0);
        expect(log).toBe(isTorn ? 'torn' : 'intact');
        expect(records).toEqual(all.slice(0, records.length));
        if (isTorn) expect(records.length).toBeLessThan(all.length);
        expect(['old', ...writes.flatMap((append) => append.slice(-1))].includes(String(valueIn(register)))).toBe(true);
        expect(disk.recover().log).toBe('intact');
      }),
    );
  });

  test('leaves the old log or the new one where it hits a rewrite', () => {
    const left = new Set<string>();
    for (let seed = 1; seed <= 20; seed += 1) {
      const disk = diskWith('old', 'older');
      rewrite(disk, 'new');
      write(disk, 'newer');
      disk.crash('torn', seededRandom(seed));
      left.add(disk.records.join());
    }
    expect([...left].sort()).toEqual(['new', 'old,older']);
  });
});

function valueIn(register: ReturnType<Disk<DiaryTypes>['recover']>['register']): string | undefined {
  return register.kind === 'read' ? register.value : undefined;
}

describe('a bit that flips', () => {
  test('takes one record that was synced and all after it, and every start says so until something is synced', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(), (length, seed) => {
        const words = Array.from({ length }, (_, index) => `${index}`);
        const disk = diskWith(...words);
        expect(disk.flip(seededRandom(seed))).toBe(true);
        const { records, log } = disk.recover();
        expect(log).toBe('damaged');
        expect(records.length).toBeLessThan(length);
        expect(records).toEqual(words.slice(0, records.length));
        expect(disk.recover().log).toBe('damaged');
        write(disk, 'x');
        disk.crash('torn', random);
        expect(disk.recover().log).toBe('damaged');
        write(disk, 'y');
        disk.sync();
        expect(disk.recover().log).toBe('intact');
      }),
    );
  });

  test('finds nothing in an empty log', () => {
    expect(new Disk<DiaryTypes>().flip(random)).toBe(false);
  });
});
