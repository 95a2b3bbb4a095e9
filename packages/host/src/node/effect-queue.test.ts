import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EffectQueue } from './effect-queue.ts';

test('what is added comes out in its order, each once, however many were taken before', () => {
  // Enough of them that the queue gives up the room of those that were taken.
  const action = fc.oneof(fc.record({ add: fc.nat(1_500) }), fc.record({ take: fc.nat(1_500) }));
  fc.assert(
    fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
      const queue = new EffectQueue<number>();
      let [added, taken] = [0, 0];
      for (const one of actions) {
        if ('add' in one) {
          queue.add(Array.from({ length: one.add }, (_, index) => added + index));
          added += one.add;
          continue;
        }
        for (let left = one.take; left > 0 && queue.peek() !== undefined; left -= 1) {
          if (queue.peek() !== taken) throw new Error(`took ${queue.peek()} in place of ${taken}`);
          queue.drop();
          taken += 1;
        }
      }
      expect(queue.length).toBe(added - taken);
      expect(queue.peek()).toBe(taken < added ? taken : undefined);
    }),
    { numRuns: 50 },
  );
});
