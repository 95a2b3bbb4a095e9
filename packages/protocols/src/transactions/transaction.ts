/**
 * The port through which a service decides: a transaction names the rows that it reads, and what it does with them is a
 * function from those rows to writes and an answer. It performs nothing. The kit runs many such transactions in one of
 * PostgreSQL's, which is what makes them cheap; the crash-point explorer runs them in memory, which is what makes them
 * exhaustively testable. The form is that of deterministic databases, where the read set is known beforehand (Thomson et
 * al., "Calvin", SIGMOD 2012).
 *
 * A row is plain data that survives JSON, its key included as a column.
 */

/** The names of a store's tables; its type has their rows by these. */
export type TableName<T extends object> = keyof T & string;

/** One row, by its table and its primary key. */
export interface RowKey<T extends object> {
  readonly table: TableName<T>;
  readonly key: string;
}

/** A row as it is to be after the transaction; null deletes it. */
export type RowWrite<T extends object> = {
  readonly [Name in TableName<T>]: { readonly table: Name; readonly key: string; readonly row: T[Name] | null };
}[TableName<T>];

/** The rows that a transaction asked for, as they were when it was decided. */
export interface Rows<T extends object> {
  /** Undefined where there is none. Throws where the transaction did not name the row in `reads`. */
  get<Name extends TableName<T>>(table: Name, key: string): T[Name] | undefined;
}

/** What a transaction does. Every row that is written was read. */
export interface Decision<T extends object, Answer> {
  readonly writes: readonly RowWrite<T>[];
  readonly answer: Answer;
}

/** All of its writes happen, or none; nobody sees some of them; none that another made meanwhile is lost. */
export interface Transaction<T extends object, Answer> {
  /** What it does, in words: `hold seats`. The name of its effect for whoever crashes a service before or after it. */
  readonly name: string;
  readonly reads: readonly RowKey<T>[];
  /** Pure: it may be called again on other rows where the first attempt did not commit. */
  decide(rows: Rows<T>): Decision<T, Answer>;
}

/** Which rows a list is of, in the order of their keys. */
export interface RowFilter<Row> {
  /** Columns that have this value. */
  readonly equal?: Partial<Row>;
  /** Columns of numbers that are not null and at most this. */
  readonly atMost?: { readonly [Column in keyof Row]?: number };
  /** Columns of numbers that are not null and at least this. */
  readonly atLeast?: { readonly [Column in keyof Row]?: number };
  /** Only rows whose key is greater than this. */
  readonly after?: string;
  readonly limit: number;
}

/** Where a service keeps its rows. */
export interface RowStore<T extends object> {
  /**
   * Decides and commits.
   * @throws StoreFailure where it did not commit, or where nobody knows; and whatever `decide` throws, with nothing done.
   */
  transact<Answer>(transaction: Transaction<T, Answer>): Promise<Answer>;
  /** Rows as they are committed. What is decided by them has to be read again in a transaction. @throws StoreFailure */
  list<Name extends TableName<T>>(table: Name, filter: RowFilter<T[Name]>): Promise<readonly T[Name][]>;
}
