import type { RowStore } from '@temblor/protocols/transactions/transaction';
import type { CrashPoints } from '../crash-points/crash-points.ts';
import type { DatabasePort } from '../database/open-database.ts';
import type { TableShapes } from './table-shapes.ts';

interface PostgresqlRowsOptions<T extends object> {
  readonly database: DatabasePort;
  readonly tables: TableShapes<T>;
  /** Told once of every batch that failed; those who wait for it are told too. */
  readonly onTrouble: (error: unknown) => void;
  /** Passed before and after every commit, as `commit <transaction name>`; absent outside a lab. */
  readonly crashPoints?: Pick<CrashPoints, 'before' | 'after'> | undefined;
}

/** Opens the store. Nothing is asked of the database before the first transaction. */
export function openPostgresqlRows<T extends object>(options: PostgresqlRowsOptions<T>): RowStore<T> & AsyncDisposable {
  throw new Error(`not written yet: ${Object.keys(options.tables).join()}`);
}
