import type { MemoryRows } from '@temblor/protocols/transactions/memory-rows';
import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import type { RowStore } from '@temblor/protocols/transactions/transaction';

/**
 * What a store does with a transaction. `lost-answer`: it commits, and nobody is told. `lost-request`: it does not, and
 * nobody is told either.
 */
export type StoreWhim = 'commit' | 'refuse' | 'lost-answer' | 'lost-request';

/** A store over rows in memory that fails as it is told. @param whim Asked for each transaction, by its name, and each list. */
export function flakyStore<T extends object>(rows: MemoryRows<T>, whim: (name: string) => StoreWhim): RowStore<T> {
  return {
    transact: async (transaction) => {
      const done = whim(transaction.name);
      if (done === 'refuse') throw new StoreFailure('not-applied', `"${transaction.name}" found no database`);
      const unknown = new StoreFailure('unknown', `nobody knows of "${transaction.name}"`);
      if (done === 'lost-request') throw unknown;
      const answer = rows.run(transaction);
      if (done === 'lost-answer') throw unknown;
      return answer;
    },
    list: async (table, filter) => {
      if (whim(`list ${table}`) !== 'commit') throw new StoreFailure('not-applied', `${table} could not be listed`);
      return rows.list(table, filter);
    },
  };
}
