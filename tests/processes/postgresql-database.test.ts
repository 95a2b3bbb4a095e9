import assert from 'node:assert/strict';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { DatabaseFailure } from '@temblor/kit/database/database-failure';
import type { Database } from '@temblor/kit/database/open-database';
import { openDatabase } from '@temblor/kit/database/open-database';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from 'vitest';
import type { PostgresqlBehindProxy } from '../conformance/bus/postgresql-ground.ts';
import { openPostgresqlBehindProxy } from '../conformance/bus/postgresql-ground.ts';

interface Tables {
  account: { name: string; cents: number };
  slow_commit: { name: string };
}

const schema = `
  CREATE TABLE account (name text PRIMARY KEY, cents bigint NOT NULL CHECK (cents >= 0));
  CREATE TABLE slow_commit (name text);
  CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.3); RETURN NULL; END $$;
  CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON slow_commit DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION dawdle();
`;

/** The failure that work ends in. */
async function failureOf(work: Promise<unknown>): Promise<DatabaseFailure> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof DatabaseFailure, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: 'it did not fail' });
}

describe('the database of a service', () => {
  let server: PostgresqlBehindProxy;
  let database: Database<Tables>;
  let direct: Database<Tables>;
  const idleErrors: unknown[] = [];

  beforeAll(async () => {
    server = await openPostgresqlBehindProxy(schema);
    direct = openAt(server.directUrl);
  });
  afterAll(async () => {
    await direct[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    idleErrors.length = 0;
    database = openAt(server.url);
  });
  afterEach(async () => {
    server.proxy.restore();
    await database[Symbol.asyncDispose]();
    await sql`TRUNCATE account, slow_commit`.execute(direct.queries);
  });

  function openAt(url: string): Database<Tables> {
    return openDatabase<Tables>({
      url,
      maxConnections: 3,
      applicationName: 'database-test',
      onError: (error) => void idleErrors.push(error),
      connectTimeoutMs: 500,
      statementTimeoutMs: 600,
      idleTransactionTimeoutMs: 200,
    });
  }

  const insert = (name: string, cents = 0): Promise<unknown> =>
    database.queries.insertInto('account').values({ name, cents }).execute();
  const names = async (): Promise<string[]> =>
    (await direct.queries.selectFrom('account').select('name').orderBy('name').execute()).map((row) => row.name);

  test('commits what a transaction wrote and returns what its work returned', async () => {
    const result = await database.inTransaction(async (transaction) => {
      await transaction.insertInto('account').values({ name: 'a', cents: 5 }).execute();
      return 'done';
    });
    assert.equal(result, 'done');
    assert.deepEqual(await names(), ['a']);
  });

  test('rolls back when the work throws, and passes on what it threw', async () => {
    const work = database.inTransaction(async (transaction) => {
      await transaction.insertInto('account').values({ name: 'a', cents: 5 }).execute();
      throw new RangeError('mine');
    });
    await assert.rejects(work, new RangeError('mine'));
    assert.deepEqual(await names(), []);
  });

  test('says that nothing was committed where the work went on after a statement that had failed', async () => {
    const committed = database.inTransaction(async (transaction) => {
      await transaction.insertInto('account').values({ name: 'a', cents: 5 }).execute();
      await sql`SELECT 1 / 0`.execute(transaction).catch(() => undefined);
      return 'done';
    });
    const { kind, outcome } = await failureOf(committed);
    assert.deepEqual([kind, outcome, await names()], ['rejected', 'not-applied', []]);
  });

  test('reads eight-byte integers and counts as numbers', async () => {
    await insert('a', Number.MAX_SAFE_INTEGER);
    const rows = await database.queries
      .selectFrom('account')
      .select(['cents', sql`count(*) OVER ()`.as('n')])
      .execute();
    assert.deepEqual(rows, [{ cents: Number.MAX_SAFE_INTEGER, n: 1 }]);
  });

  test('tells a unique violation from another constraint and from a wrong statement', async () => {
    await insert('a');
    const unique = await failureOf(insert('a'));
    assert.equal(unique.kind, 'unique-violation');
    assert.equal(unique.constraint, 'account_pkey');
    assert.equal(unique.isSafeToRetry, false);
    assert.equal((await failureOf(insert('b', -1))).kind, 'constraint-violation');
    const wrong = await failureOf(sql`SELEKT 1`.execute(database.queries));
    assert.deepEqual([wrong.kind, wrong.outcome], ['rejected', 'not-applied']);
    assert.equal(database.connections, 1, 'an answer of the server does not cost the connection');
  });

  test('runs a transaction again after a conflict, and not for ever', async () => {
    let runs = 0;
    const conflict = sql`DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$`;
    await database.inTransaction(async (transaction) => {
      runs += 1;
      await transaction.insertInto('account').values({ name: 'a', cents: runs }).execute();
      if (runs === 1) await conflict.execute(transaction);
    });
    assert.equal(runs, 2);
    assert.deepEqual(await names(), ['a']);
    runs = 0;
    const hopeless = database.inTransaction(
      async (transaction) => {
        runs += 1;
        await conflict.execute(transaction);
      },
      { attempts: 4 },
    );
    assert.equal((await failureOf(hopeless)).kind, 'conflict');
    assert.equal(runs, 4);
  });

  test('is unavailable while the database is away, and serves again with the first statement after its return', async () => {
    await Promise.all([insert('a'), insert('b'), insert('c')]);
    server.proxy.cut();
    // A broken connection that the pool has not heard of yet can only say that it does not know.
    let failure = await failureOf(insert('d'));
    for (let turn = 0; turn < 3 && failure.kind === 'connection-lost'; turn += 1)
      failure = await failureOf(insert('d'));
    assert.deepEqual([failure.kind, failure.outcome, failure.isSafeToRetry], ['unavailable', 'not-applied', true]);
    server.proxy.restore();
    await insert('e');
    assert.deepEqual(await names(), ['a', 'b', 'c', 'e']);
  });

  test('a connection lost between two statements leaves nothing of the transaction', async () => {
    const failure = await failureOf(
      database.inTransaction(async (transaction) => {
        await transaction.insertInto('account').values({ name: 'a', cents: 1 }).execute();
        server.proxy.cut();
        await new Promise((resolve) => setImmediate(resolve));
        await transaction.insertInto('account').values({ name: 'b', cents: 1 }).execute();
      }),
    );
    assert.deepEqual([failure.kind, failure.outcome, failure.isSafeToRetry], ['connection-lost', 'not-applied', true]);
    assert.deepEqual(await names(), []);
  });

  test('a connection lost during the commit has an unknown outcome', async () => {
    const work = database.inTransaction(async (transaction) => {
      await transaction.insertInto('slow_commit').values({ name: 'a' }).execute();
    });
    const failed = failureOf(work);
    const commits = sql`SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query ILIKE 'commit%'`;
    const isCommitting = async () => (await commits.execute(direct.queries)).rows.length > 0;
    assert.equal(await pollUntil(isCommitting, { timeoutMs: 30_000, intervalMs: 5 }), true);
    server.proxy.cut();
    const failure = await failed;
    assert.deepEqual([failure.kind, failure.outcome, failure.isSafeToRetry], ['connection-lost', 'unknown', false]);
  });

  test('a statement that gets no answer has an unknown outcome, and its connection is not used again', async () => {
    await insert('a');
    server.proxy.hold();
    const failure = await failureOf(insert('b'));
    assert.deepEqual([failure.kind, failure.outcome], ['timed-out', 'unknown']);
    server.proxy.restore();
    await insert('c');
    assert.equal(database.connections, 1);
  });

  test('a statement that the server gave up left nothing, and its connection is used again', async () => {
    const failure = await failureOf(sql`SELECT pg_sleep(5)`.execute(database.queries));
    assert.deepEqual([failure.kind, failure.outcome, failure.isSafeToRetry], ['timed-out', 'not-applied', true]);
    await insert('a');
    assert.equal(database.connections, 1);
  });

  test('a transaction whose client falls silent gives its locks back', async () => {
    await insert('a', 1);
    const locked = Promise.withResolvers<void>();
    const silent = database.inTransaction(async (transaction) => {
      await transaction.updateTable('account').set({ cents: 2 }).execute();
      locked.resolve();
      await direct.queries.updateTable('account').set({ cents: 3 }).execute();
      await transaction.updateTable('account').set({ cents: 4 }).execute();
    });
    await locked.promise;
    const failure = await failureOf(silent);
    assert.equal(failure.outcome, 'not-applied');
    const rows = await direct.queries.selectFrom('account').select('cents').execute();
    assert.deepEqual(rows, [{ cents: 3 }]);
  });

  test('connections that break while nobody uses them are reported and replaced', async () => {
    await insert('a');
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'database-test' AND pid <> pg_backend_pid()`.execute(direct.queries);
    for (let turn = 0; turn < 100 && database.connections > 0; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await sql`SELECT 1`.execute(direct.queries);
    }
    await insert('b');
    assert.deepEqual(await names(), ['a', 'b']);
    assert.ok(idleErrors.length >= 1);
  });

  test('closes although a connection does not answer', async () => {
    await insert('a');
    server.proxy.hold();
    const hanging = failureOf(insert('b'));
    await database[Symbol.asyncDispose]();
    await hanging;
    database = openAt(server.url);
  });
});
