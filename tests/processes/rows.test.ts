import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import type { Transaction } from '@temblor/protocols/transactions/transaction';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from 'vitest';
import type { PostgresqlBehindProxy } from '../conformance/bus/postgresql-ground.ts';
import { openPostgresqlBehindProxy } from '../conformance/bus/postgresql-ground.ts';
import type { ObservedTransaction } from './rows-fixtures/conflict-graph.ts';
import { anomalyOf } from './rows-fixtures/conflict-graph.ts';
import type { CounterTables, ThingRow } from './rows-fixtures/counter-rows.ts';
import { add, counterSchema, look, openCounterStore } from './rows-fixtures/counter-rows.ts';

let server: PostgresqlBehindProxy;
let store: ReturnType<typeof openCounterStore>;
let other: ReturnType<typeof openCounterStore>;

beforeAll(async () => {
  server = await openPostgresqlBehindProxy(counterSchema);
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  store = openCounterStore(server.url);
  other = openCounterStore(server.directUrl);
});
afterEach(async () => {
  server.proxy.restore();
  await store[Symbol.asyncDispose]();
  await sql`TRUNCATE counter, slow_counter, thing`.execute(other.database.queries);
  await other[Symbol.asyncDispose]();
});

/** The failure that a transaction ends in. */
async function failureOf(work: Promise<unknown>): Promise<StoreFailure> {
  const error = await work.then(
    () => assert.fail('it did not fail'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof StoreFailure, String(error));
  return error;
}

const counters = async (): Promise<Record<string, number>> =>
  Object.fromEntries((await other.rows.list('counter', { limit: 1000 })).map(({ id, value }) => [id, value]));

/** Waits until the server has some statement of ours in this state. */
async function seeStatement(pattern: string, condition = sql`true`): Promise<void> {
  const look = sql`SELECT 1 FROM pg_stat_activity
    WHERE application_name = 'rows-test' AND state = 'active' AND query ILIKE ${pattern} AND pid <> pg_backend_pid()
      AND ${condition}`;
  const isThere = async () => (await look.execute(other.database.queries)).rows.length > 0;
  assert.equal(await pollUntil(isThere, { timeoutMs: 5000, intervalMs: 5 }), true, pattern);
}

const put = (row: ThingRow): Transaction<CounterTables, null> => ({
  name: 'put',
  reads: [{ table: 'thing', key: row.name }],
  decide: () => ({ writes: [{ table: 'thing', key: row.name, row }], answer: null }),
});

const get = (name: string): Transaction<CounterTables, ThingRow | undefined> => ({
  name: 'get',
  reads: [{ table: 'thing', key: name }],
  decide: (rows) => ({ writes: [], answer: rows.get('thing', name) }),
});

describe('rows in PostgreSQL', () => {
  test('come back as they were written, in a transaction and in a list', async () => {
    const unicode = fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed() && !value.includes('\0'));
    const fields = {
      name: unicode,
      small: fc.option(fc.integer({ min: -2_147_483_647 })),
      large: fc.option(fc.maxSafeInteger()),
      flag: fc.option(fc.boolean()),
      data: fc.jsonValue({ stringUnit: 'binary' }).map((value) => {
        const json = JSON.stringify(value);
        return /\\u0000|\\ud[89a-f]/.test(json) ? null : JSON.parse(json);
      }),
    };
    const row = fc.record<ThingRow>(fields, { noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(row, async (written) => {
        await store.rows.transact(put(written));
        assert.deepEqual(await other.rows.transact(get(written.name)), written);
        const { data, name, ...rest } = written;
        const listed = await other.rows.list('thing', { equal: { name, ...rest }, limit: 2 });
        assert.deepEqual(listed, [written]);
      }),
      { numRuns: 60 },
    );
  });

  test('are listed in the order of their keys, by what their columns are, from a key on', async () => {
    const thing = (name: string, small: number | null, flag: boolean | null, data: unknown = null): ThingRow => ({
      ...{ name, small, large: null, flag, data },
    });
    const things = [thing('c', 3, true), thing('a', 1, true), thing('b', null, true, { x: 1 }), thing('d', 2, null)];
    await Promise.all(things.map((row) => store.rows.transact(put(row))));
    const names = async (filter: Omit<Parameters<typeof store.rows.list<'thing'>>[1], 'limit'>, limit = 10) =>
      (await store.rows.list('thing', { ...filter, limit })).map(({ name }) => name).join('');
    assert.equal(await names({}), 'abcd');
    assert.equal(await names({}, 2), 'ab');
    assert.equal(await names({ after: 'a' }, 2), 'bc');
    assert.equal(await names({ equal: { flag: true } }), 'abc');
    assert.equal(await names({ equal: { flag: null } }), 'd');
    assert.equal(await names({ equal: { data: { x: 1 } } }), 'b');
    assert.equal(await names({ atMost: { small: 2 } }), 'ad');
    assert.equal(await names({ equal: { flag: true }, atMost: { small: 2 }, after: 'a' }), '');
    await assert.rejects(names({ after: '\0' }), TypeError);
  });

  test('what no row can hold is refused to its caller, and to nobody else in the batch', async () => {
    const nul = put({ name: 'nul', small: null, large: null, flag: null, data: { text: '\0' } });
    const [refused, key, done] = await Promise.allSettled([
      store.rows.transact(nul),
      store.rows.transact(add('a\0', 1)),
      store.rows.transact(add('a', 1)),
    ]);
    assert.ok(refused.status === 'rejected' && refused.reason instanceof TypeError);
    assert.ok(key.status === 'rejected' && key.reason instanceof TypeError);
    assert.deepEqual(done, { status: 'fulfilled', value: 1 });
    assert.deepEqual(store.troubles, []);
  });

  test('a row is deleted, and may be written anew in the same batch', async () => {
    await store.rows.transact(add('a', 5));
    const remove: Transaction<CounterTables, null> = {
      ...{ name: 'remove', reads: [{ table: 'counter', key: 'a' }] },
      decide: () => ({ writes: [{ table: 'counter', key: 'a', row: null }], answer: null }),
    };
    await store.rows.transact(remove);
    assert.deepEqual(await counters(), {});
    await store.rows.transact(add('a', 5));
    assert.deepEqual(await Promise.all([store.rows.transact(remove), store.rows.transact(add('a', 2))]), [null, 2]);
    assert.deepEqual(await counters(), { a: 2 });
  });
});

describe('a batch', () => {
  test('takes what is asked for while another is on its way, up to its bound', async () => {
    const answers = await Promise.all(Array.from({ length: 300 }, () => store.rows.transact(add('a', 1))));
    assert.deepEqual(
      answers,
      Array.from({ length: 300 }, (_, at) => at + 1),
    );
    assert.deepEqual(store.seen, { transactions: 2, runs: 2 });
  });

  test('only who writes what the database refuses is refused', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, at) => store.rows.transact(add(`c${at}`, at === 13 ? -1 : 1))),
    );
    const refused = results.flatMap((result, at) => (result.status === 'rejected' ? [{ at, ...result }] : []));
    assert.deepEqual(
      refused.map(({ at, reason }) => [at, reason instanceof StoreFailure && reason.outcome]),
      [[13, 'not-applied']],
    );
    assert.equal(Object.keys(await counters()).length, 19);
    assert.equal(store.troubles.length, 1);
  });

  test('that only read is answered, whatever became of its commit', async () => {
    await store.rows.transact(add('a', 1));
    store.forgetCommits();
    assert.deepEqual(await Promise.all([store.rows.transact(look('a')), store.rows.transact(look('b'))]), [
      1,
      undefined,
    ]);
    assert.equal((await failureOf(store.rows.transact(add('a', 1)))).outcome, 'unknown');
  });
});

describe('two stores over one database', () => {
  /** Reads keys, and writes some of them; tells the versions. */
  function touch(
    reads: readonly string[],
    writes: ReadonlySet<string>,
  ): Transaction<CounterTables, ObservedTransaction> {
    return {
      name: 'touch',
      reads: reads.map((key) => ({ table: 'counter', key })),
      decide: (rows) => {
        const read = Object.fromEntries(reads.map((key) => [key, rows.get('counter', key)?.value ?? 0]));
        const written = reads.filter((key) => writes.has(key)).map((id) => ({ id, value: (read[id] ?? 0) + 1 }));
        const answer = { read, wrote: Object.fromEntries(written.map(({ id, value }) => [id, value])) };
        return { writes: written.map((row) => ({ table: 'counter', key: row.id, row })), answer };
      },
    };
  }

  test('are serializable: no update is lost, no row inserted twice, and nobody overlooks what was not there yet', async () => {
    let round = 0;
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const step = fc.record({
      second: fc.boolean(),
      reads: fc.uniqueArray(key, { minLength: 1, maxLength: 4 }),
      writes: fc.uniqueArray(key, { maxLength: 2 }),
      delayTurns: fc.nat({ max: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 60 }), async (steps) => {
        round += 1;
        const named = (name: string) => `${round}-${name}`;
        const history = await Promise.all(
          steps.map(async ({ second, reads, writes, delayTurns }) => {
            for (let turn = 0; turn < delayTurns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
            const { rows } = second ? store : other;
            return rows.transact(touch(reads.map(named), new Set(writes.map(named))));
          }),
        );
        assert.equal(anomalyOf(history), undefined);
      }),
      { numRuns: 60 },
    );
    assert.deepEqual([store.troubles, other.troubles], [[], []]);
    for (const { transactions, runs } of [store.seen, other.seen])
      assert.equal(runs, transactions, 'none had to be repeated');
  });

  test('give each of many keys to one of all who ask for it at once', async () => {
    const claim = (id: string, value: number): Transaction<CounterTables, boolean> => ({
      ...{ name: 'claim', reads: [{ table: 'counter', key: id }] },
      decide: (rows) => {
        const isFree = rows.get('counter', id) === undefined;
        return { writes: isFree ? [{ table: 'counter', key: id, row: { id, value } }] : [], answer: isFree };
      },
    });
    const claims = Array.from({ length: 200 }, (_, at) => {
      const attempts = [store, other, store, other].map(({ rows }, who) => rows.transact(claim(`key-${at % 50}`, who)));
      return Promise.all(attempts);
    });
    const wins = (await Promise.all(claims)).flat().filter(Boolean);
    assert.equal(wins.length, 50);
  });

  test('keys named in opposite orders do not end in a deadlock', async () => {
    const keys = Array.from({ length: 40 }, (_, at) => `k${at}`);
    const there = new Set(keys);
    const rounds = Array.from({ length: 20 }, () => [
      store.rows.transact(touch(keys, there)),
      other.rows.transact(touch([...keys].reverse(), there)),
    ]);
    assert.equal(anomalyOf(await Promise.all(rounds.flat())), undefined);
    for (const { transactions, runs } of [store.seen, other.seen]) assert.equal(runs, transactions);
  });
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
      await seeStatement('%counter%', sql`wait_event_type = 'Lock'`);
      await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'rows-test' AND wait_event_type = 'Lock'`.execute(other.database.queries);
      assert.deepEqual(
        (await failing).map(({ outcome }) => outcome),
        ['not-applied', 'not-applied'],
      );
    });
    assert.equal(store.troubles.length, 1);
    assert.equal(await store.rows.transact(add('a', 1)), 1);
    assert.deepEqual(await counters(), { a: 1 });
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
    await seeStatement('commit%');
    server.proxy.cut();
    assert.deepEqual(
      (await Promise.all(told)).map(({ outcome }) => outcome),
      ['unknown', 'unknown', 'unknown'],
    );
    server.proxy.restore();
    // The server goes on with a commit that it was sent: what the two wrote is there together, or not at all.
    const both = await pollUntil(async () => Object.keys(await counters()).length === 1, {
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
    assert.deepEqual(await counters(), expected);
  });
});
