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
