/** Where a replica starts after a restart, so that it need not replay every order that there ever was. */
import type { Database } from '@temblor/kit/database/open-database';
import { sql } from 'kysely';
import { initialStock } from '../../model/catalogue.ts';
import type { VotingTables } from '../../tables/voting-tables.ts';
import type { StockVersion } from './versioned-stock.ts';

/**
 * The stored state of a replica together with the offset that it reflects, or the stock before the first event where
 * nothing was stored. @throws DatabaseFailure
 */
export async function loadSnapshot(database: Database<VotingTables>, instance: string): Promise<StockVersion> {
  const row = await database.queries
    .selectFrom('inventory_snapshots')
    .select(['offset', 'items'])
    .where('instance_id', '=', instance)
    .executeTakeFirst();
  return row ?? { offset: 0, items: initialStock };
}

/** Stores state and offset in one row, so that neither is there without the other. @throws DatabaseFailure */
export async function storeSnapshot(
  database: Database<VotingTables>,
  instance: string,
  version: StockVersion,
): Promise<void> {
  const items = JSON.stringify(version.items);
  await database.queries
    .insertInto('inventory_snapshots')
    .values({ instance_id: instance, offset: version.offset, items })
    .onConflict((conflict) =>
      conflict.column('instance_id').doUpdateSet({ offset: version.offset, items, updated_at: sql`now()` }),
    )
    .execute();
}
