import fc from 'fast-check';
import { expect, test } from 'vitest';
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
        const found = names.map((name) => keys.find(name, nextId));
        const last = messages.slice(Math.max(0, place - reach), place);
        expect(found).toEqual(
          names.map((name) => (last.includes(name) ? nextId - last.length + last.lastIndexOf(name) : undefined)),
        );
        keys.add({ id: nextId, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) });
      }
    }),
  );
});
