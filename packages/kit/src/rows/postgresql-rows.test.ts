import type { Transaction } from '@temblor/protocols/transactions/transaction';
import { expect, test } from 'vitest';
import type { DatabasePort } from '../database/open-database.ts';
import { openPostgresqlRows } from './postgresql-rows.ts';
import type { TableShapes } from './table-shapes.ts';

interface Tables {
  readonly counters: { readonly name: string; readonly count: number };
}

const tables: TableShapes<Tables> = { counters: { key: 'name', columns: { name: 'text', count: 'integer' } } };

/** A database that takes what it is asked for, and never says anything. */
const silent: DatabasePort = {
  executor: {
    getExecutor: () => {
      throw new Error('nothing is asked for outside a transaction');
    },
  },
  inTransaction: () => new Promise(() => undefined),
  readThenWrite: () => new Promise(() => undefined),
  connect: () => new Promise(() => undefined),
};

const look: Transaction<Tables, null> = {
  name: 'look',
  reads: [{ table: 'counters', key: 'a' }],
  decide: () => ({ writes: [], answer: null }),
};

test('while the database says nothing so many wait for it, and who comes then is told that nothing was done', async () => {
  const rows = openPostgresqlRows<Tables>({ database: silent, tables, onTrouble: () => undefined });
  let refused: unknown;
  let taken = 0;
  while (refused === undefined && taken < 100_000) {
    const asked = rows.transact(look).catch((error: unknown) => {
      refused ??= error;
    });
    taken += 1;
    if (taken % 1000 === 0) await Promise.race([asked, Promise.resolve()]);
  }
  expect(refused).toMatchObject({ outcome: 'not-applied', message: expect.stringContaining('wait for the database') });
  expect(taken).toBeLessThan(20_000);
});
