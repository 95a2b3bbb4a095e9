import type { RowStore } from '@temblor/protocols/transactions/transaction';
import type { InventoryTables } from '../../model/rows.ts';
import type { RuleContext, ServiceRules } from '../../model/service-rules.ts';
import { dueFilter, unmeantFilter } from '../../model/service-rules.ts';

/** So many holds are given back at a time; the others the next time. */
const mostAtOnce = 500;

/**
 * Gives back the seats of holds whose lease has ended, or is longer than any can be, each in a transaction of its own that looks again: instances that
 * sweep at the same time give nothing back twice.
 *
 * @param onSwept told the event of each hold that was due.
 * @throws StoreFailure where one of them was not given back; it is due the next time.
 */
export async function sweepHolds(
  { whenDue }: ServiceRules<InventoryTables>,
  store: RowStore<InventoryTables>,
  context: RuleContext,
  onSwept: (eventId: string) => void,
): Promise<void> {
  if (whenDue === undefined) return;
  const lists = await Promise.all(
    [dueFilter, unmeantFilter].map((filter) =>
      store.list(whenDue.table, filter<InventoryTables>(whenDue, context.nowMs, mostAtOnce)),
    ),
  );
  await Promise.all(
    lists.flat().map(async (row) => {
      await store.transact(whenDue.transactionFor(row, context));
      if (row.event_id !== null) onSwept(row.event_id);
    }),
  );
}
