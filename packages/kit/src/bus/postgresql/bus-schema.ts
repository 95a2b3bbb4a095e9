import type { QueryExecutorProvider } from 'kysely';
import { sql } from 'kysely';

/**
 * The tables of the bus. `bus_topic` holds one row a topic; updating it is what puts publishers in line.
 * Values are `json`, not `jsonb`: they are passed on as they were written and never searched.
 */
const statements = [
  sql`CREATE TABLE IF NOT EXISTS bus_topic (
    topic text PRIMARY KEY,
    last_offset bigint NOT NULL
  ) WITH (fillfactor = 50)`,
  sql`CREATE TABLE IF NOT EXISTS bus_event (
    topic text NOT NULL,
    "offset" bigint NOT NULL,
    value json NOT NULL,
    headers json,
    published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (topic, "offset")
  )`,
  sql`CREATE TABLE IF NOT EXISTS bus_position (
    topic text NOT NULL,
    consumer_group text NOT NULL,
    "offset" bigint NOT NULL,
    PRIMARY KEY (topic, consumer_group)
  )`,
];

/** Held while the tables are made: two `CREATE TABLE IF NOT EXISTS` at once can fail. The letters "bus". */
const schemaLock = 0x627573;

/** Whether the tables are there, committed by somebody. */
export async function hasBusSchema(executor: QueryExecutorProvider): Promise<boolean> {
  const result = await sql<{ found: boolean }>`SELECT to_regclass('bus_position') IS NOT NULL AS found`.execute(
    executor,
  );
  return result.rows[0]?.found === true;
}

/** Makes the tables where they are not there, within a transaction. */
export async function createBusSchema(transaction: QueryExecutorProvider): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${schemaLock}::bigint)`.execute(transaction);
  for (const statement of statements) await statement.execute(transaction);
}
