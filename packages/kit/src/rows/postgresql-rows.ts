/**
 * Rows in PostgreSQL, and transactions over them that share its commits (group commit: DeWitt et al., SIGMOD 1984). While
 * one batch is on its way, what is asked for meanwhile gathers and is the next. A batch is one of PostgreSQL's transactions:
 * it locks every key that it names, reads the rows, decides one transaction after another over rows that already are as
 * those before left them, writes what has changed, commits. That costs two exchanges with the server for up to 256.
 *
 * Why nothing is lost between stores that share a database. A row that is not there cannot be locked, and two stores may
 * be about to insert it; so it is keys that are locked, by advisory locks (PostgreSQL's documentation, 13.3.5), whether
 * there is a row or not. All of a batch's locks are taken before it reads anything, and kept until its end: strict two-phase
 * locking over the whole read set, absent rows included, hence serializable, without an insert that has to be repeated.
 * They are taken in one order, that of their numbers, hence no deadlock. The statement that reads is another than that
 * which locks, since in READ COMMITTED each sees what was committed before it began. A number is a hash of table and key:
 * two keys that share one wait for each other, no more. This holds for whoever writes through such a store: nobody else
 * may change the tables meanwhile.
 */
import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import type { RowFilter, RowStore, TableName, Transaction } from '@temblor/protocols/transactions/transaction';
import type { CrashPoints } from '../crash-points/crash-points.ts';
import { commitEffect } from '../crash-points/effect-names.ts';
import { DatabaseFailure } from '../database/database-failure.ts';
import type { DatabasePort } from '../database/open-database.ts';
import type { Decided, PendingTransaction } from './row-batch.ts';
import { assertReadable, BatchRows, keysOf, pend } from './row-batch.ts';
import { listStatement, lockStatement, readStatement, rowsIn, writeStatement } from './row-statements.ts';
import type { TableShapes } from './table-shapes.ts';
import { isRowOf } from './table-shapes.ts';

interface PostgresqlRowsOptions<T extends object> {
  readonly database: DatabasePort;
  readonly tables: TableShapes<T>;
  /** Told once of every batch that failed; those who wait for it are told too. */
  readonly onTrouble: (error: unknown) => void;
  /** Passed before and after every commit, as `commit <transaction name>`; absent outside a lab. */
  readonly crashPoints?: Pick<CrashPoints, 'before' | 'after'> | undefined;
}

/** The bounds of a batch, whichever is met first: its locks have to fit into the server's table of locks, of some 6,400. */
const mostTransactions = 256;
const mostReads = 1024;

/** So many transactions wait at most: those behind would be answered when nobody listens, and memory has an end. */
const mostWaiting = 8192;

/**
 * Opens the store. Nothing is asked of the database before the first transaction. Closing it lets what was asked for
 * before come to its end; the database is closed by whoever opened it.
 *
 * Of a batch that failed every transaction is told the same: a `StoreFailure` that says whether anything may remain. A
 * conflict is tried again by the database. Where the server refuses the rows (a constraint, a value that it cannot hold),
 * the halves of the batch are tried by themselves, so that only who is to blame is refused. What `decide` throws, and a
 * TypeError for rows that are not of their table, is told to its own caller. Where too many wait for a database that does
 * not keep up, who comes then is told at once that nothing was applied.
 *
 * After `unknown`, another transaction over the same keys tells what became of the first: it waits for the locks of that
 * one, which the server gives back only when it has ended. `list` does not wait.
 */
export function openPostgresqlRows<T extends object>(options: PostgresqlRowsOptions<T>): RowStore<T> & AsyncDisposable {
  return new PostgresqlRows(options);
}

class PostgresqlRows<T extends object> implements RowStore<T>, AsyncDisposable {
  readonly #options: PostgresqlRowsOptions<T>;
  #waiting: PendingTransaction<T>[] = [];
  #working: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: PostgresqlRowsOptions<T>) {
    this.#options = options;
  }

  async transact<Answer>(transaction: Transaction<T, Answer>): Promise<Answer> {
    if (this.#isClosed) throw new StoreFailure('not-applied', 'the store is closed');
    if (this.#waiting.length >= mostWaiting)
      throw new StoreFailure('not-applied', `${mostWaiting} transactions wait for the database already`);
    assertReadable(this.#options.tables, transaction.reads);
    const { pending, answer } = pend(transaction);
    this.#waiting.push(pending);
    this.#working ??= this.#work();
    return answer;
  }

  async list<Name extends TableName<T>>(table: Name, filter: RowFilter<T[Name]>): Promise<readonly T[Name][]> {
    const { database, tables } = this.#options;
    const shape = tables[table];
    const statement = listStatement(table, shape, filter);
    const found = await database.executor
      .getExecutor()
      .executeQuery(statement)
      .catch((error: unknown) => {
        // Nothing is written by reading, whatever became of it.
        throw error instanceof DatabaseFailure ? storeFailure('not-applied', error) : error;
      });
    return rowsIn(tables, [table], found.rows).map(({ row }) => {
      if (!isRowOf(shape, row)) throw new TypeError(`a row of ${table} is not as it is declared`);
      return row;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#working;
  }

  async #work(): Promise<void> {
    // What is asked for in the same moment goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#perform(this.#takeBatch());
    this.#working = undefined;
  }

  #takeBatch(): PendingTransaction<T>[] {
    let reads = 0;
    const tooMuch = this.#waiting.findIndex((pending, at) => {
      reads += pending.reads.length;
      return at >= mostTransactions || (at > 0 && reads > mostReads);
    });
    return this.#waiting.splice(0, tooMuch === -1 ? this.#waiting.length : tooMuch);
  }

  /** Tells everyone in the batch how it ended. Never rejects. */
  async #perform(batch: readonly PendingTransaction<T>[]): Promise<void> {
    try {
      for (const { deliver } of await this.#commit(batch)) deliver();
    } catch (error) {
      if (batch.length > 1 && isAboutRows(error)) {
        const middle = batch.length >> 1;
        await this.#perform(batch.slice(0, middle));
        await this.#perform(batch.slice(middle));
        return;
      }
      this.#options.onTrouble(error);
      const told = error instanceof DatabaseFailure ? storeFailure(error.outcome, error) : error;
      for (const pending of batch) pending.reject(told);
    }
  }

  /** @returns what each of the batch is to be told, once all that they wrote is durable. */
  async #commit(batch: readonly PendingTransaction<T>[]): Promise<readonly Decided[]> {
    const { database, tables, crashPoints } = this.#options;
    const keys = keysOf(batch);
    const reads = keys.size === 0 ? [] : [lockStatement(keys), readStatement(tables, keys)];
    let decided: readonly Decided[] = [];
    let readOnly = false;
    try {
      await database.readThenWrite(reads, (found) => {
        readOnly = false;
        const rows = new BatchRows(tables, rowsIn(tables, [...keys.keys()], found));
        decided = batch.map((pending) => rows.decide(pending));
        const write = writeStatement(tables, rows.changes());
        if (write === undefined) readOnly = true;
        else for (const { name, wrote } of decided) if (wrote) crashPoints?.before(commitEffect(name));
        return write;
      });
    } catch (error) {
      // What was read under its locks was so, whatever became of a commit of nothing.
      if (!readOnly) throw error;
    }
    for (const { name, wrote } of decided) if (wrote) crashPoints?.after(commitEffect(name));
    return decided;
  }
}

/** Whether it is what was to be written that the server refuses. */
function isAboutRows(error: unknown): boolean {
  if (!(error instanceof DatabaseFailure)) return false;
  return error.kind === 'unique-violation' || error.kind === 'constraint-violation' || error.kind === 'rejected';
}

function storeFailure(outcome: 'not-applied' | 'unknown', cause: DatabaseFailure): StoreFailure {
  return new StoreFailure(outcome, cause.message, { cause });
}
