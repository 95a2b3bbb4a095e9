/** The flag `db_flapping`: a store of which half of the transactions fail. */
import type { Random } from '@temblor/foundation/randomness/random';
import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import type { RowStore } from '@temblor/protocols/transactions/transaction';

/**
 * The store as it is while `flaps` answers true: of its transactions half fail, and half of those after they were
 * committed, so that nobody is told; of its lists half fail.
 *
 * @param acted told when one fails for that.
 */
export function flappingStore<T extends object>(
  store: RowStore<T>,
  { flaps, acted, random }: { flaps: () => boolean; acted: () => void; random: Random },
): RowStore<T> {
  const fails = () => flaps() && random.next() < 0.5;
  return {
    async transact(transaction) {
      if (!fails()) return await store.transact(transaction);
      acted();
      if (random.next() < 0.5) throw new StoreFailure('not-applied', 'the flag db_flapping made this transaction fail');
      await store.transact(transaction);
      throw new StoreFailure('unknown', 'the flag db_flapping hides what became of this transaction');
    },
    async list(table, filter) {
      if (!fails()) return await store.list(table, filter);
      acted();
      throw new StoreFailure('not-applied', 'the flag db_flapping made this list fail');
    },
  };
}
