import type { ProtocolEffect } from '@temblor/protocols/port/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DiaryTypes } from '../simulation/testing/diary.ts';
import { EffectQueue } from './effect-queue.ts';

type Effect = ProtocolEffect<DiaryTypes>;

function persist(ticket: number): Effect {
  return { kind: 'persist', ticket, append: [], rewrite: false };
}

function send(to: number): Effect {
  return { kind: 'send', to, message: { word: '', hello: 0 } };
}

function takeAll(queue: EffectQueue<DiaryTypes>): Effect[] {
  const taken: Effect[] = [];
  for (let effect = queue.take(); effect !== undefined; effect = queue.take()) taken.push(effect);
  return taken;
}

test('what stands before a persist leaves at once, what stands behind it when it is durable', () => {
  const queue = new EffectQueue<DiaryTypes>();
  queue.add([send(1), persist(0), send(2)]);
  expect(takeAll(queue)).toEqual([send(1)]);
  expect(queue.beginSync()).toEqual([persist(0)]);
  queue.add([persist(1), send(3)]);
  expect(takeAll(queue)).toEqual([]);
  queue.endSync();
  expect(takeAll(queue)).toEqual([persist(0), send(2)]);
});

test('one sync serves all that stand in the queue, and their effects still come in order', () => {
  const queue = new EffectQueue<DiaryTypes>();
  queue.add([persist(0), send(1)]);
  queue.add([persist(1), send(2)]);
  expect(queue.beginSync()).toEqual([persist(0), persist(1)]);
  queue.endSync();
  expect(takeAll(queue)).toEqual([persist(0), send(1), persist(1), send(2)]);
  expect(queue.isEmpty).toBe(true);
});

test('the order is always that of the steps, and nothing passes a persist that is not durable', () => {
  const effects = fc.array(fc.boolean(), { maxLength: 4 });
  const actions = fc.array(fc.oneof(effects, fc.constantFrom('sync' as const)), { maxLength: 30 });
  fc.assert(
    fc.property(actions, (sequence) => {
      const queue = new EffectQueue<DiaryTypes>();
      const added: Effect[] = [];
      const taken: Effect[] = [];
      const durable = new Set<Effect>();
      let syncing: readonly Effect[] | undefined;
      for (const action of sequence) {
        if (action !== 'sync') {
          const more = action.map((isPersist, index) => (isPersist ? persist(added.length + index) : send(index)));
          queue.add(more);
          added.push(...more);
        } else if (syncing !== undefined) {
          for (const effect of syncing) durable.add(effect);
          queue.endSync();
          syncing = undefined;
        } else if (!queue.isEmpty) syncing = queue.beginSync();
        taken.push(...takeAll(queue));
        expect(taken).toEqual(added.slice(0, taken.length));
        expect(taken.filter((effect) => effect.kind === 'persist' && !durable.has(effect))).toEqual([]);
        expect(queue.isEmpty).toBe(taken.length === added.length);
      }
    }),
  );
});
