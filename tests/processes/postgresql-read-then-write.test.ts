/** Transactions of two exchanges with a real server, through a proxy that can cut and hold. */
import assert from 'node:assert/strict';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { DatabaseFailure } from '@temblor/kit/database/database-failure';
import type { Database } from '@temblor/kit/database/open-database';
import { openDatabase } from '@temblor/kit/database/open-database';
import { CompiledQuery, sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from 'vitest';
import type { PostgresqlBehindProxy } from '../conformance/bus/postgresql-ground.ts';
import { openPostgresqlBehindProxy } from '../conformance/bus/postgresql-ground.ts';

interface Tables {
  account: { name: string; cents: number };
}

const lockAll = CompiledQuery.raw('LOCK TABLE account');
const readAll = CompiledQuery.raw('SELECT name FROM account ORDER BY name');
const insert = (name: string): CompiledQuery => CompiledQuery.raw('INSERT INTO account VALUES ($1, 0)', [name]);

async function failureOf(work: Promise<void>): Promise<DatabaseFailure> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DatabaseFailure, String(error));
  return error;
}

describe('a transaction that reads, then writes', () => {
  let server: PostgresqlBehindProxy;
  let database: Database<Tables>;
  let direct: Database<Tables>;

  beforeAll(async () => {
    server = await openPostgresqlBehindProxy('CREATE TABLE account (name text PRIMARY KEY, cents bigint NOT NULL)');
    direct = openAt(server.directUrl);
  });
  afterAll(async () => {
    await direct[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    database = openAt(server.url);
  });
  afterEach(async () => {
    server.proxy.restore();
    await database[Symbol.asyncDispose]();
    await sql`TRUNCATE account`.execute(direct.queries);
  });

  function openAt(url: string): Database<Tables> {
    return openDatabase<Tables>({
      ...{ url, maxConnections: 3, applicationName: 'read-then-write-test', onError: () => undefined },
      ...{ connectTimeoutMs: 500, statementTimeoutMs: 600, idleTransactionTimeoutMs: 500 },
    });
  }

  const names = async (): Promise<string[]> =>
    (await direct.queries.selectFrom('account').select('name').orderBy('name').execute()).map((row) => row.name);

  test('decides over the rows of its last statement, and its write is there', async () => {
    await database.readThenWrite([], () => insert('a'));
    const found: unknown[] = [];
    await database.readThenWrite([lockAll, readAll], (rows) => {
      found.push(...rows);
      return insert('b');
    });
    assert.deepEqual([found, await names()], [[{ name: 'a' }], ['a', 'b']]);
  });

  test('reads, behind a lock that it waited for, what was committed under that', async () => {
    const found: unknown[] = [];
    let waiting: Promise<void> | undefined;
    await direct.inTransaction(async (transaction) => {
      await transaction.insertInto('account').values({ name: 'a', cents: 0 }).execute();
      waiting = database.readThenWrite([lockAll, readAll], (rows) => void found.push(...rows));
      const waits = sql`SELECT 1 FROM pg_locks WHERE NOT granted`;
      const isWaiting = async () => (await waits.execute(transaction)).rows.length > 0;
      assert.equal(await pollUntil(isWaiting, { timeoutMs: 5000, intervalMs: 5 }), true);
    });
    await waiting;
    assert.deepEqual(found, [{ name: 'a' }]);
  });

  test('that has nothing to write ends, and gives its locks and its connection back', async () => {
    for (let turn = 0; turn < 5; turn += 1) await database.readThenWrite([lockAll, readAll], () => undefined);
    await direct.queries.insertInto('account').values({ name: 'a', cents: 0 }).execute();
    assert.equal(database.connections, 1);
  });

  test('of which a read fails is told that, decides nothing, and its connection is used again', async () => {
    const wrong = CompiledQuery.raw('SELECT 1 / 0');
    const failure = await failureOf(
      database.readThenWrite([lockAll, wrong, readAll], () => assert.fail('there is nothing to decide over')),
    );
    assert.deepEqual([failure.kind, failure.outcome], ['rejected', 'not-applied']);
    assert.match(failure.message, /division by zero/);
    await database.readThenWrite([], () => insert('a'));
    assert.deepEqual([await names(), database.connections], [['a'], 1]);
  });

  test('whose write fails is told that, has left nothing, and its connection is used again', async () => {
    await database.readThenWrite([], () => insert('a'));
    const failure = await failureOf(database.readThenWrite([readAll], () => insert('a')));
    assert.deepEqual([failure.kind, failure.outcome], ['unique-violation', 'not-applied']);
    await database.readThenWrite([readAll], () => insert('b'));
    assert.deepEqual([await names(), database.connections], [['a', 'b'], 1]);
  });

  test('whose decision throws passes that on, and keeps no lock', async () => {
    const thrown = database.readThenWrite([lockAll], () => {
      throw new RangeError('mine');
    });
    await assert.rejects(thrown, new RangeError('mine'));
    await direct.queries.insertInto('account').values({ name: 'a', cents: 0 }).execute();
    assert.equal(database.connections, 1);
  });

  test('is run again after a conflict, and not for ever', async () => {
    const conflict = CompiledQuery.raw(`DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$`);
    let runs = 0;
    await database.readThenWrite([readAll], () => {
      runs += 1;
      return runs === 1 ? conflict : insert('a');
    });
    assert.deepEqual([runs, await names()], [2, ['a']]);
    const failure = await failureOf(database.readThenWrite([readAll], () => conflict));
    assert.deepEqual([failure.kind, failure.outcome], ['conflict', 'not-applied']);
  });

  test('whose write gets no answer is unknown, since its commit went with it; its connection is not used again', async () => {
    const failure = await failureOf(
      database.readThenWrite([readAll], () => {
        server.proxy.hold();
        return insert('a');
      }),
    );
    assert.deepEqual([failure.kind, failure.outcome], ['timed-out', 'unknown']);
    server.proxy.restore();
    await database.readThenWrite([readAll], () => insert('b'));
    assert.equal(database.connections, 1);
  });

  test('whose connection is lost while it writes is unknown', async () => {
    const slow = CompiledQuery.raw(`INSERT INTO account SELECT 'a', 0 FROM pg_sleep(0.4)`);
    const failed = failureOf(database.readThenWrite([readAll], () => slow));
    const writes = sql`SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'INSERT INTO account SELECT%'`;
    const isWriting = async () => (await writes.execute(direct.queries)).rows.length > 0;
    assert.equal(await pollUntil(isWriting, { timeoutMs: 5000, intervalMs: 5 }), true);
    server.proxy.cut();
    const failure = await failed;
    assert.deepEqual([failure.kind, failure.outcome], ['connection-lost', 'unknown']);
  });

  test('whose connection is lost before it has read has left nothing', async () => {
    const slow = CompiledQuery.raw('SELECT pg_sleep(0.4)');
    const failed = failureOf(database.readThenWrite([slow, readAll], () => insert('a')));
    const reads = sql`SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT pg_sleep(0.4)'`;
    const isReading = async () => (await reads.execute(direct.queries)).rows.length > 0;
    assert.equal(await pollUntil(isReading, { timeoutMs: 5000, intervalMs: 5 }), true);
    server.proxy.cut();
    const failure = await failed;
    assert.deepEqual([failure.kind, failure.outcome, failure.isSafeToRetry], ['connection-lost', 'not-applied', true]);
  });

  test('whose client stood still until the server gave it up has left nothing: the write was not sent', async () => {
    const slow = CompiledQuery.raw('SELECT pg_sleep(0.3)');
    const failed = failureOf(direct.readThenWrite([slow, readAll], () => insert('a')));
    const reads = sql`SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT pg_sleep(0.3)'`;
    const isReading = async () => (await reads.execute(direct.queries)).rows.length > 0;
    assert.equal(await pollUntil(isReading, { timeoutMs: 5000, intervalMs: 5 }), true);
    // As a paused process: the answers and the end of the session wait together for it.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
    const failure = await failed;
    assert.deepEqual([failure.kind, failure.outcome], ['connection-lost', 'not-applied']);
    assert.deepEqual(await names(), []);
  });

  test('has for each of its statements what the server gives one', async () => {
    const slow = CompiledQuery.raw('SELECT pg_sleep(0.45)');
    await database.readThenWrite([slow, slow, slow], () => insert('a'));
    assert.deepEqual([await names(), database.connections], [['a'], 1]);
  });

  test('whose write cannot be sent has left nothing', async () => {
    const circular: Record<string, unknown> = {};
    circular.itself = circular;
    const failure = await failureOf(
      database.readThenWrite([readAll], () => CompiledQuery.raw('INSERT INTO account VALUES ($1, 0)', [circular])),
    );
    assert.deepEqual([failure.kind, failure.outcome], ['rejected', 'not-applied']);
    await database.readThenWrite([readAll], () => insert('b'));
    assert.deepEqual(await names(), ['b']);
  });
});
