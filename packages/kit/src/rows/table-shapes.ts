/** The columns of a service's tables, and which values fit them. */
import type { TableName } from '@temblor/protocols/transactions/transaction';

/**
 * What a column holds. `integer` and `bigint` are whole numbers, `bigint` as far as a double is exact; `jsonb` is plain data.
 * Every column may hold null where its table permits it; null in a `jsonb` column is the database's null, not JSON's.
 */
export type ColumnType = 'text' | 'integer' | 'bigint' | 'boolean' | 'jsonb';

/** A table: its primary key, a column of text, and all of its columns. */
export interface TableShape<Row> {
  readonly key: keyof Row & string;
  readonly columns: { readonly [Column in keyof Row]-?: ColumnType };
}

/** The tables of a store by their names in the database. */
export type TableShapes<T extends object> = { readonly [Name in TableName<T>]: TableShape<T[Name]> };
