import { commitEffect } from '@temblor/kit/crash-points/effect-names';
import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import type { RowStore, Transaction } from '@temblor/protocols/transactions/transaction';
import type { ReservationsTables } from '../model/rows.ts';
import type { ReservationsPort } from './message.ts';
import type { Stores } from './stores.ts';

/** The orchestrator's store, whose commits are effects of the process. In a life that is over nothing settles any more. */
export function portStore(port: ReservationsPort, stores: Stores): RowStore<ReservationsTables> {
  return {
    transact: (transaction) => commit(port, stores, transaction),
    list: async (table, filter) => stores.reservations.list(table, filter),
  };
}

function commit<Answer>(
  port: ReservationsPort,
  stores: Stores,
  transaction: Transaction<ReservationsTables, Answer>,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  port.commit(
    commitEffect(transaction.name),
    () => stores.runReservations(transaction, port.nowMs),
    (end) => {
      if (end.kind === 'committed') resolve(end.result);
      else reject(new StoreFailure(end.outcome, `the store did not commit "${transaction.name}"`));
    },
  );
  return promise;
}
