import assert from 'node:assert/strict';
import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import type { Transaction } from '@temblor/protocols/transactions/transaction';
import fc from 'fast-check';
import { beforeEach, describe, test } from 'vitest';
import type { ObservedTransaction } from './rows-fixtures/conflict-graph.ts';
import { anomalyOf } from './rows-fixtures/conflict-graph.ts';
import type { CounterStore, CounterTables, ThingRow } from './rows-fixtures/counter-rows.ts';
import { add, look } from './rows-fixtures/counter-rows.ts';
import { countersIn, failureOf, groundForRows } from './rows-fixtures/rows-ground.ts';

const ground = groundForRows();
let store: CounterStore;
let other: CounterStore;

beforeEach(() => {
  ({ store, other } = ground());
});

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
    assert.equal(await names({ atLeast: { small: 2 } }), 'cd');
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
    assert.deepEqual(await countersIn(other), {});
    await store.rows.transact(add('a', 5));
    assert.deepEqual(await Promise.all([store.rows.transact(remove), store.rows.transact(add('a', 2))]), [null, 2]);
    assert.deepEqual(await countersIn(other), { a: 2 });
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
    assert.equal(Object.keys(await countersIn(other)).length, 19);
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
