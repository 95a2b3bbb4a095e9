/** Counters in rows, for tests of the store that keeps them in PostgreSQL. */
import { DatabaseFailure } from '@temblor/kit/database/database-failure';
import type { Database, DatabasePort } from '@temblor/kit/database/open-database';
import { openDatabase } from '@temblor/kit/database/open-database';
import { openPostgresqlRows } from '@temblor/kit/rows/postgresql-rows';
import type { TableShapes } from '@temblor/kit/rows/table-shapes';
import type { RowKey, RowStore, Transaction } from '@temblor/protocols/transactions/transaction';

export interface CounterRow {
  readonly id: string;
  /** Never negative: the database refuses it. */
  readonly value: number;
}

export interface ThingRow {
  readonly name: string;
  readonly small: number | null;
  readonly large: number | null;
  readonly flag: boolean | null;
  readonly data: unknown;
}

export interface CounterTables {
  readonly counter: CounterRow;
  /** Like `counter`, but a commit that writes it takes its time. */
  readonly slow_counter: CounterRow;
  readonly thing: ThingRow;
}

export const counterSchema = `
  CREATE TABLE counter (id text PRIMARY KEY, value bigint NOT NULL CHECK (value >= 0));
  CREATE TABLE slow_counter (id text PRIMARY KEY, value bigint NOT NULL);
  CREATE TABLE thing (name text PRIMARY KEY, small integer, large bigint, flag boolean, data jsonb);
  CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.3); RETURN NULL; END $$;
  CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON slow_counter DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION dawdle();
`;

const shapes: TableShapes<CounterTables> = {
  counter: { key: 'id', columns: { id: 'text', value: 'bigint' } },
  slow_counter: { key: 'id', columns: { id: 'text', value: 'bigint' } },
  thing: {
    key: 'name',
    columns: { name: 'text', small: 'integer', large: 'bigint', flag: 'boolean', data: 'jsonb' },
  },
};

/** A store of counters, and what it was seen to do. */
export interface CounterStore extends AsyncDisposable {
  readonly rows: RowStore<CounterTables> & AsyncDisposable;
  readonly database: Database<CounterTables>;
  readonly troubles: readonly unknown[];
  /** Transactions of the database that were begun, and how often their work was run. */
  readonly seen: { transactions: number; runs: number };
  /** Makes the commits to come end without a word, although they are made. */
  forgetCommits(): void;
}

/** Opens a store over a database of its own. */
export function openCounterStore(
  url: string,
  options: Pick<Parameters<typeof openPostgresqlRows<CounterTables>>[0], 'crashPoints'> = {},
): CounterStore {
  const troubles: unknown[] = [];
  const seen = { transactions: 0, runs: 0 };
  let forgets = false;
  const database = openDatabase<CounterTables>({
    ...{ url, maxConnections: 3, applicationName: 'rows-test', connectTimeoutMs: 500, statementTimeoutMs: 1500 },
    onError: () => undefined,
  });
  const counting: DatabasePort = {
    executor: database.executor,
    connect: () => database.connect(),
    inTransaction: (work) => database.inTransaction(work),
    readThenWrite: async (reads, decide) => {
      seen.transactions += 1;
      await database.readThenWrite(reads, (found) => {
        seen.runs += 1;
        return decide(found);
      });
      if (forgets) throw new DatabaseFailure('connection-lost', 'unknown', 'forgotten', { cause: undefined });
    },
  };
  const rows = openPostgresqlRows<CounterTables>({
    ...{ database: counting, tables: shapes, crashPoints: options.crashPoints },
    onTrouble: (error) => void troubles.push(error),
  });
  return {
    ...{ rows, database, troubles, seen },
    forgetCommits: () => {
      forgets = true;
    },
    [Symbol.asyncDispose]: async () => {
      await rows[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Adds to a counter, which is 0 where it is not there. Answers with what it is then. */
export function add(
  id: string,
  amount: number,
  table: 'counter' | 'slow_counter' = 'counter',
): Transaction<CounterTables, number> {
  const key: RowKey<CounterTables> = { table, key: id };
  return {
    name: 'add',
    reads: [key],
    decide: (rows) => {
      const value = (rows.get(table, id)?.value ?? 0) + amount;
      return { writes: [{ table, key: id, row: { id, value } }], answer: value };
    },
  };
}

/** Answers with a counter's value; undefined where there is none. */
export function look(id: string): Transaction<CounterTables, number | undefined> {
  return {
    name: 'look',
    reads: [{ table: 'counter', key: id }],
    decide: (rows) => ({ writes: [], answer: rows.get('counter', id)?.value }),
  };
}
