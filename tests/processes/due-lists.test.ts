/** What is due is found among the few rows that wait, not among all that ever were, even before PostgreSQL has counted them. */
import { readFile } from 'node:fs/promises';
import { openDatabase } from '@temblor/kit/database/open-database';
import { listStatement } from '@temblor/kit/rows/row-statements';
import { inventoryTables } from '@temblor/system-reservations/services/inventory/inventory-tables';
import { reservationsTables } from '@temblor/system-reservations/services/reservations/reservations-tables';
import { CompiledQuery, sql } from 'kysely';
import { expect, test } from 'vitest';
import { openPostgresqlBehindProxy } from '../conformance/bus/postgresql-ground.ts';

const schema = (service: string) =>
  readFile(new URL(`../../systems/reservations/services/${service}/schema.sql`, import.meta.url), 'utf8');

const many = 20_000;

test('lists of what is due read the index of what waits', async () => {
  await using server = await openPostgresqlBehindProxy(`${await schema('reservations')}\n${await schema('inventory')}`);
  const common = { maxConnections: 1, applicationName: 'due-lists', onError: () => undefined };
  await using database = openDatabase({ url: server.directUrl, statementTimeoutMs: 20_000, ...common });
  const fill = [
    sql`insert into sagas select g::text, 'd', 'completed', false, 'o', 1, 1, 0, false, '{}', 0
      from generate_series(1, ${many}::int) g`,
    sql`insert into outbox select g::text, 't', '{}', 1, null, 0 from generate_series(1, ${many}::int) g`,
    sql`insert into holds select g::text, 'concert', 1, 'sold', null from generate_series(1, ${many}::int) g`,
  ];
  for (const statement of fill) await statement.execute(database.queries);
  const lists = {
    open_sagas: listStatement('sagas', reservationsTables.sagas, {
      equal: { definition: 'd', open: true },
      atMost: { lease_until_ms: 1 },
      limit: 100,
    }),
    open_sagas_of_wrong_clocks: listStatement('sagas', reservationsTables.sagas, {
      equal: { definition: 'd', open: true },
      atLeast: { lease_until_ms: 1 },
      limit: 100,
    }),
    waiting_messages: listStatement('outbox', reservationsTables.outbox, {
      atMost: { next_attempt_at_ms: 1 },
      after: '1',
      limit: 16,
    }),
    leased_holds: listStatement('holds', inventoryTables.holds, { atMost: { expires_at_ms: 1 }, limit: 500 }),
    leased_holds_of_wrong_clocks: listStatement('holds', inventoryTables.holds, {
      atLeast: { expires_at_ms: 1 },
      limit: 500,
    }),
  };
  for (const [index, { sql: text, parameters }] of Object.entries(lists)) {
    const { rows } = await database.queries.executeQuery(CompiledQuery.raw(`explain ${text}`, [...parameters]));
    expect(JSON.stringify(rows)).toContain(index.replace('_of_wrong_clocks', ''));
  }
});
