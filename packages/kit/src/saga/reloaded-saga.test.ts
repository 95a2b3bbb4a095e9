import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import { expect, test } from 'vitest';
import { SagaScene } from './testing/saga-scene.ts';

test('a saga of which nobody knows what is on disk is read again, though its own claim has fenced it meanwhile', async () => {
  await using scene = new SagaScene();
  const one = scene.open('one');
  const failsUntilMs = scene.time.nowMs() + 10_000;
  let records = 0;
  scene.storeWhim = (name) => {
    if (name === 'record saga') records += 1;
    // Leases are renewed meanwhile, under the epoch that the claims have taken away.
    const isLost = name === 'claim saga' || (name === 'record saga' && records === 1);
    return isLost && scene.time.nowMs() < failsUntilMs ? 'lost-answer' : 'commit';
  };
  scene.begin('trip', one, 'one');
  await scene.time.advance(20_000);
  expect(scene.row('trip').open).toBe(false);
});

test('a store that never says what became of a record is not asked without a pause, nor are services', async () => {
  await using scene = new SagaScene();
  let calls = 0;
  const one = scene.open('one', {
    store: {
      list: async (table, filter) => scene.rows.list(table, filter),
      transact: async (transaction) => {
        if (transaction.name !== 'record saga') return scene.rows.run(transaction);
        if (scene.row('trip').saga.phase === 'backward') throw new StoreFailure('unknown', 'no word');
        return scene.rows.run(transaction);
      },
    },
    call: async (_saga, { action }) => {
      calls += 1;
      const { promise, resolve } = Promise.withResolvers<void>();
      scene.time.schedule(1, resolve);
      await promise;
      return action === 'undo'
        ? { kind: 'done', result: null }
        : { kind: 'unknown', reason: { code: 'x', detail: 'y' } };
    },
  });
  scene.begin('trip', one, 'one', 200);
  await scene.time.advance(10_000);
  expect(calls).toBeLessThan(100);
});
