import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOf } from '../store/key-digest.ts';
import { RecentKeys } from './recent-keys.ts';

const reach = 4;
const names = ['a', 'b', 'c', 'd', 'e', 'f'];

test('a key is found for as long as its message is one of the last, and as that of its newest', () => {
  const keyOfMessage = fc.option(fc.constantFrom(...names), { nil: undefined });
  fc.assert(
    fc.property(fc.array(keyOfMessage, { maxLength: 60 }), (messages) => {
      const keys = new RecentKeys(reach);
      for (const [place, idempotencyKey] of messages.entries()) {
        const nextId = place + 1;
        const found = names.map((name) => keys.find(digestOf(name), nextId));
        const last = messages.slice(Math.max(0, place - reach), place);
        expect(found).toEqual(
          names.map((name) => (last.includes(name) ? nextId - last.length + last.lastIndexOf(name) : undefined)),
        );
        if (idempotencyKey !== undefined) keys.add(digestOf(idempotencyKey), nextId);
      }
    }),
  );
});

test('keys that are added many at once are known as those that are added one by one', () => {
  const keyOfMessage = fc.option(fc.nat({ max: 1500 }), { nil: undefined });
  const someMessages = fc.array(keyOfMessage, { maxLength: 1200, size: 'max' });
  fc.assert(
    fc.property(someMessages, someMessages, fc.integer({ min: 1, max: 900 }), (before, many, longReach) => {
      const [oneByOne, atOnce] = [new RecentKeys(longReach), new RecentKeys(longReach, many.length)];
      const firstId = before.length + 1;
      const digests = many.map((key) => (key === undefined ? undefined : digestOf(`key ${key}`)));
      for (const keys of [oneByOne, atOnce]) {
        for (const [place, key] of before.entries()) if (key !== undefined) keys.add(digestOf(`key ${key}`), place + 1);
      }
      for (const [place, digest] of digests.entries()) if (digest !== undefined) oneByOne.add(digest, firstId + place);
      const bytes = Buffer.from(digests.map((digest) => digest ?? '\0'.repeat(16)).join(''), 'latin1');
      atOnce.addKeys({ firstId, digests: new Int32Array(new Uint8Array(bytes).buffer) });
      const nextId = firstId + many.length;
      for (const key of new Set([...before, ...many])) {
        const digest = digestOf(`key ${key}`);
        expect(atOnce.find(digest, nextId)).toBe(oneByOne.find(digest, nextId));
      }
    }),
    { numRuns: 50 },
  );
});

test('so many keys that its tables grow are found as few are', () => {
  const many = 3_000;
  const keys = new RecentKeys(many);
  const keyOf = (id: number) => digestOf(`key ${id % 5 === 0 ? id - 5 : id}`);
  for (let id = 1; id <= 4 * many; id += 1) keys.add(keyOf(id), id);
  const nextId = 4 * many + 1;
  const found = (id: number) => keys.find(digestOf(`key ${id}`), nextId);
  for (let id = nextId - many; id < nextId; id += 1)
    expect(found(id)).toBe(id % 5 === 0 ? ifGiven(id + 5, nextId) : id);
  expect(found(nextId - many - 2)).toBeUndefined();
});

function ifGiven(id: number, nextId: number): number | undefined {
  return id < nextId ? id : undefined;
}
