import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { sql } from 'kysely';
import { beforeEach, describe, test } from 'vitest';
import type { PostgresqlBehindProxy } from '../conformance/bus/postgresql-ground.ts';
import type { CounterStore } from './rows-fixtures/counter-rows.ts';
import { add, look } from './rows-fixtures/counter-rows.ts';
import { countersIn, failureOf, groundForRows, seeStatement } from './rows-fixtures/rows-ground.ts';

const ground = groundForRows();
let server: PostgresqlBehindProxy;
let store: CounterStore;
let other: CounterStore;

beforeEach(() => {
  ({ server, store, other } = ground());
});

describe('when the database fails', () => {
  /** Runs work while nobody can read the counters. */
  async function whileLocked(work: () => Promise<void>): Promise<void> {
    await other.database.inTransaction(async (transaction) => {
      await sql`SET LOCAL idle_in_transaction_session_timeout = 0`.execute(transaction);
      await sql`LOCK TABLE counter IN ACCESS EXCLUSIVE MODE`.execute(transaction);
      await work();
    });
  }

  test('a batch whose connection the server ends in the middle leaves nothing, and says so', async () => {
    await whileLocked(async () => {
      const failing = Promise.all([
        failureOf(store.rows.transact(add('a', 1))),
        failureOf(store.rows.transact(add('b', 1))),
      ]);
      await seeStatement(other, '%counter%', true);
      await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'rows-test' AND wait_event_type = 'Lock'`.execute(other.database.queries);
      assert.deepEqual(
        (await failing).map(({ outcome }) => outcome),
        ['not-applied', 'not-applied'],
      );
    });
    assert.equal(store.troubles.length, 1);
    assert.equal(await store.rows.transact(add('a', 1)), 1);
    assert.deepEqual(await countersIn(other), { a: 1 });
  });

  test('a batch that waits too long for a lock leaves nothing, and the next one works', async () => {
    await whileLocked(async () => {
      assert.equal((await failureOf(store.rows.transact(add('a', 1)))).outcome, 'not-applied');
    });
    assert.equal(await store.rows.transact(add('a', 1)), 1);
  });

  test('a batch whose connection is lost during the commit is unknown to everyone in it', async () => {
    const told = [add('s', 1, 'slow_counter'), add('a', 1), look('b')].map((one) =>
      failureOf(store.rows.transact(one)),
    );
    await seeStatement(other, 'commit%', false);
    server.proxy.cut();
    assert.deepEqual(
      (await Promise.all(told)).map(({ outcome }) => outcome),
      ['unknown', 'unknown', 'unknown'],
    );
    server.proxy.restore();
    // The server goes on with a commit that it was sent: what the two wrote is there together, or not at all.
    const both = await pollUntil(async () => Object.keys(await countersIn(other)).length === 1, {
      timeoutMs: 2000,
      intervalMs: 20,
    });
    assert.equal((await other.rows.list('slow_counter', { limit: 2 })).length, both === true ? 1 : 0);
  });

  test('while it is away nothing is applied and nothing listed; when it is back the store works by itself', async () => {
    server.proxy.cut();
    assert.equal((await failureOf(store.rows.transact(add('a', 1)))).outcome, 'not-applied');
    assert.equal((await failureOf(store.rows.list('counter', { limit: 1 }))).outcome, 'not-applied');
    server.proxy.restore();
    assert.equal(await store.rows.transact(add('a', 1)), 1);
  });

  test('a store that is closed ends what it was asked for, and takes no more', async () => {
    const asked = Array.from({ length: 300 }, () => store.rows.transact(add('a', 1)));
    await store.rows[Symbol.asyncDispose]();
    assert.equal((await Promise.all(asked)).at(-1), 300);
    assert.equal((await failureOf(store.rows.transact(add('a', 1)))).outcome, 'not-applied');
  });
});

describe('a process that is crashed at a commit', () => {
  const program = fileURLToPath(new URL('rows-fixtures/crashing-store.ts', import.meta.url));

  test.each([
    ['crash-before', { first: 1 }],
    ['crash-after', { first: 1, second: 1 }],
  ] as const)('%s: has told nobody of it, and the database has %o', async (act, expected) => {
    const child = spawn(process.execPath, [program, server.directUrl, act], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed, [, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    assert.equal(signal, 'SIGKILL');
    assert.equal(printed, `first 1\n${act}\n`);
    assert.deepEqual(await countersIn(other), expected);
  });
});
