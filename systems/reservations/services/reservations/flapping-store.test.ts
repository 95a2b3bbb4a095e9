import { seededRandom } from '@temblor/foundation/randomness/random';
import { MemoryRows } from '@temblor/protocols/transactions/memory-rows';
import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import { expect, test } from 'vitest';
import { flappingStore } from './flapping-store.ts';

interface Counters {
  readonly counters: { readonly name: string; readonly count: number };
}

const seed = 7;

function open(flaps: () => boolean) {
  const rows = new MemoryRows<Counters>();
  let acted = 0;
  const store = flappingStore(rows.store(), { flaps, acted: () => (acted += 1), random: seededRandom(seed) });
  const add = () =>
    store.transact({
      name: 'count',
      reads: [{ table: 'counters', key: 'all' }],
      decide: (found) => {
        const count = (found.get('counters', 'all')?.count ?? 0) + 1;
        return { writes: [{ table: 'counters', key: 'all', row: { name: 'all', count } }], answer: count };
      },
    });
  return { rows, store, add, acted: () => acted };
}

test('half of the transactions fail, half of those with an effect that nobody is told of', async () => {
  const { rows, add, acted } = open(() => true);
  const outcomes = { done: 0, 'not-applied': 0, unknown: 0 };
  for (let at = 0; at < 1000; at += 1) {
    const outcome = await add().then(
      () => 'done' as const,
      (error: unknown) => (error instanceof StoreFailure ? error.outcome : Promise.reject(error)),
    );
    outcomes[outcome] += 1;
  }
  expect(outcomes.done).toBeGreaterThan(430);
  expect(outcomes.done).toBeLessThan(570);
  expect(outcomes.unknown).toBeGreaterThan(190);
  expect(outcomes['not-applied']).toBeGreaterThan(190);
  expect(acted()).toBe(outcomes.unknown + outcomes['not-applied']);
  const [row] = rows.list('counters', { limit: 1 });
  expect(row?.count).toBe(outcomes.done + outcomes.unknown);
});

test('a store that does not flap is as it is', async () => {
  const { add, store, acted } = open(() => false);
  for (let at = 1; at <= 50; at += 1) expect(await add()).toBe(at);
  expect(await store.list('counters', { limit: 5 })).toEqual([{ name: 'all', count: 50 }]);
  expect(acted()).toBe(0);
});
