/** A PostgreSQL server with two stores of counters, for tests of what they do together and when it fails. */
import assert from 'node:assert/strict';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { PostgresqlBehindProxy } from '../../conformance/bus/postgresql-ground.ts';
import { openPostgresqlBehindProxy } from '../../conformance/bus/postgresql-ground.ts';
import type { CounterStore } from './counter-rows.ts';
import { counterSchema, openCounterStore } from './counter-rows.ts';

/** What a test finds: the server, and two stores of its own over it. */
interface RowsGround {
  readonly server: PostgresqlBehindProxy;
  /** Through the server's proxy. */
  readonly store: CounterStore;
  /** Past the proxy. */
  readonly other: CounterStore;
}

/** Opens the ground around the tests of a file, each of which finds it empty. @returns what gives it to a test. */
export function groundForRows(): () => RowsGround {
  let server: PostgresqlBehindProxy | undefined;
  let ground: RowsGround | undefined;
  beforeAll(async () => {
    server = await openPostgresqlBehindProxy(counterSchema);
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  beforeEach(() => {
    assert.ok(server !== undefined);
    ground = { server, store: openCounterStore(server.url), other: openCounterStore(server.directUrl) };
  });
  afterEach(async () => {
    if (ground === undefined) return;
    const { store, other } = ground;
    ground.server.proxy.restore();
    await store[Symbol.asyncDispose]();
    await sql`TRUNCATE counter, slow_counter, thing`.execute(other.database.queries);
    await other[Symbol.asyncDispose]();
  });
  return () => {
    assert.ok(ground !== undefined, 'there is a ground only within a test');
    return ground;
  };
}

/** The failure that a transaction ends in. */
export async function failureOf(work: Promise<unknown>): Promise<StoreFailure> {
  const error = await work.then(
    () => assert.fail('it did not fail'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof StoreFailure, String(error));
  return error;
}

/** The counters, by their ids. */
export async function countersIn({ rows }: CounterStore): Promise<Record<string, number>> {
  return Object.fromEntries((await rows.list('counter', { limit: 1000 })).map(({ id, value }) => [id, value]));
}

/** Waits until the server runs a statement of ours that is like this, and waits for a lock where that is asked for. */
export async function seeStatement({ database }: CounterStore, like: string, waitsForLock: boolean): Promise<void> {
  const ours = sql`SELECT 1 FROM pg_stat_activity
    WHERE application_name = 'rows-test' AND state = 'active' AND query ILIKE ${like} AND pid <> pg_backend_pid()
      AND (NOT ${waitsForLock}::boolean OR wait_event_type = 'Lock')`;
  const isThere = async () => (await ours.execute(database.queries)).rows.length > 0;
  assert.equal(await pollUntil(isThere, { timeoutMs: 30_000, intervalMs: 5 }), true, like);
}
