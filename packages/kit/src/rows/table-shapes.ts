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

/** The columns of a table with their types, in the order of their declaration. */
export function columnsOf<Row>(shape: TableShape<Row>): [name: string, type: ColumnType][] {
  return Object.entries<ColumnType>(shape.columns);
}

/** Whether a value is a row of the table: it has every column, and in each what the column holds. */
export function isRowOf<Row>(shape: TableShape<Row>, value: object): value is Row & object {
  return columnsOf(shape).every(([column, type]) => fits(type, Reflect.get(value, column)));
}

/** @throws TypeError where a row cannot be stored as it is, telling the first column that is to blame. */
export function assertStorable<Row>(table: string, shape: TableShape<Row>, key: string, row: object): void {
  for (const [column, type] of columnsOf(shape)) {
    const value: unknown = Reflect.get(row, column);
    if (!isStorable(type, value)) throw new TypeError(`a ${type} cannot hold ${table}.${column} of the row '${key}'`);
  }
  if (Reflect.get(row, shape.key) !== key)
    throw new TypeError(`a row of ${table} is not '${key}', as it is said to be`);
  const unknown = Object.keys(row).find((column) => !Object.hasOwn(shape.columns, column));
  if (unknown !== undefined) throw new TypeError(`${table} has no column '${unknown}'`);
}

/** Whether a column can hold a value without changing it. */
export function isStorable(type: ColumnType, value: unknown): boolean {
  if (value === null) return true;
  switch (type) {
    case 'text':
      return typeof value === 'string' && isStorableText(value);
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= largestInteger;
    case 'jsonb':
      return value !== undefined && isStorableJson(JSON.stringify(value));
    case 'bigint':
    case 'boolean':
      return fits(type, value);
    default:
      return type satisfies never;
  }
}

/** Whether PostgreSQL can store a text and give it back: well-formed, and without U+0000. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

const largestInteger = 2_147_483_647;

function fits(type: ColumnType, value: unknown): boolean {
  if (value === null) return true;
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'integer':
    case 'bigint':
      return Number.isSafeInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'jsonb':
      return value !== undefined;
    default:
      return type satisfies never;
  }
}

/** An escape of U+0000 or of half a surrogate pair: `JSON.stringify` writes no other of those, and `jsonb` refuses them. */
const unstorableEscape = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

function isStorableJson(json: string | undefined): boolean {
  if (json === undefined) return false;
  return !json.includes('\\u') || !unstorableEscape.test(json);
}
