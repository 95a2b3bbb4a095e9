import type { RowStore } from '@temblor/protocols/transactions/transaction';
import { expect, test } from 'vitest';
import { isStorable } from '../rows/table-shapes.ts';
import { storableOutcome } from './storable-outcome.ts';
import { SagaScene } from './testing/saga-scene.ts';
import type { TripTables } from './testing/trip-saga.ts';

const unstorable = 'no \0 and no \ud800';

/** A store that takes no text that PostgreSQL cannot hold. */
function picky(store: RowStore<TripTables>): RowStore<TripTables> {
  return {
    list: (table, filter) => store.list(table, filter),
    transact: (transaction) =>
      store.transact({
        ...transaction,
        decide: (rows) => {
          const decision = transaction.decide(rows);
          if (decision.writes.every(({ row }) => isStorable('jsonb', row))) return decision;
          throw new TypeError('a jsonb cannot hold it');
        },
      }),
  };
}

test('what a service says that no database can hold keeps no saga from its end, and no operator from hearing of it', async () => {
  await using scene = new SagaScene();
  let undoings = 0;
  const reason = { code: unstorable, detail: unstorable };
  const one = scene.open('one', {
    store: picky({
      list: async (table, filter) => scene.rows.list(table, filter),
      transact: async (transaction) => scene.rows.run(transaction),
    }),
    call: async (_saga, { step, action }) => {
      if (action === 'do' && step === 0) return { kind: 'done', result: { [unstorable]: [unstorable] } };
      if (action === 'do') return { kind: 'refused', reason };
      undoings += 1;
      return undoings < 6 ? { kind: 'failed', reason } : { kind: 'done', result: unstorable };
    },
  });
  scene.begin('trip', one, 'one');
  for (let beat = 0; beat < 100 && undoings < 5; beat += 1) await scene.time.advance(100);
  expect(await one.host.operatorQueue()).toHaveLength(1);
  await scene.time.advance(20_000);
  expect(scene.row('trip').phase).toBe('compensated');
  expect(one.troubles).toEqual([]);
});

test('an outcome that can be stored is left as it is', () => {
  const outcome = { kind: 'done', result: { text: 'señal 😀', list: [1, null, true], none: {} } } as const;
  expect(storableOutcome(outcome)).toBe(outcome);
});
