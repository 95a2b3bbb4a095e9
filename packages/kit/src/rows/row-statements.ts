/**
 * The statements of a batch: one that locks, one that reads, one that writes, whatever the number of tables. Each passes
 * the link to the database once. Rows travel as JSON, which holds every type of column that there is.
 */
import type { RowFilter, TableName } from '@temblor/protocols/transactions/transaction';
import { CompiledQuery } from 'kysely';
import { z } from 'zod';
import { asPrepared } from '../database/guarded-client.ts';
import type { ColumnType, TableShape, TableShapes } from './table-shapes.ts';
import { columnsOf, isStorable } from './table-shapes.ts';

/** Keys by the table that they are of. */
export type KeysByTable<T extends object> = ReadonlyMap<TableName<T>, ReadonlySet<string>>;

/** What becomes of some rows of a table. */
export interface TableChanges {
  readonly upserts: readonly object[];
  readonly deletes: readonly string[];
}

/** The first of the two numbers of our advisory locks, so that they are nobody else's. The letters "rows". */
const lockClass = 0x726f7773;

/** Locks keys, whether or not there is a row, until the end of the transaction; in an order that is the same for everybody. */
export function lockStatement<T extends object>(keys: KeysByTable<T>): CompiledQuery {
  const locks = new Set<number>();
  for (const [table, ofTable] of keys) for (const key of ofTable) locks.add(hash(`${table}\0${key}`));
  const inOrder = [...locks].sort((a, b) => a - b);
  return CompiledQuery.raw(asPrepared('select count(pg_advisory_xact_lock($1, key)) from unnest($2::int[]) as key'), [
    lockClass,
    inOrder,
  ]);
}

/** The rows with these keys. @see rowsIn */
export function readStatement<T extends object>(shapes: TableShapes<T>, keys: KeysByTable<T>): CompiledQuery {
  const parts = [...keys.keys()].map((table, at) => {
    const key = quoted(shapes[table].key);
    return `select ${at} as t, ${rowAsJson(shapes[table])} as c from ${quoted(table)} where ${key} = any($${at + 1}::text[])`;
  });
  return CompiledQuery.raw(
    parts.join(' union all '),
    [...keys.values()].map((ofTable) => [...ofTable]),
  );
}

/** Rows of one table. @see rowsIn */
export function listStatement<Row>(table: string, shape: TableShape<Row>, filter: RowFilter<Row>): CompiledQuery {
  const parameters: unknown[] = [];
  const parameter = (type: ColumnType, column: string, value: unknown) => {
    if (!isStorable(type, value)) throw new TypeError(`${table}.${column}, a ${type}, is never what is asked for`);
    parameters.push(type === 'jsonb' ? JSON.stringify(value) : value);
    return `$${parameters.length}::${type}`;
  };
  const key = quoted(shape.key);
  const conditions: string[] = ['true'];
  for (const [column, type] of columnsOf(shape)) {
    const equal: unknown = Reflect.get(filter.equal ?? {}, column);
    if (equal === null) conditions.push(`${quoted(column)} is null`);
    else if (equal !== undefined) conditions.push(`${quoted(column)} = ${parameter(type, column, equal)}`);
    const atMost: unknown = Reflect.get(filter.atMost ?? {}, column);
    if (atMost !== undefined) conditions.push(`${quoted(column)} <= ${parameter(type, column, atMost)}`);
    const atLeast: unknown = Reflect.get(filter.atLeast ?? {}, column);
    if (atLeast !== undefined) conditions.push(`${quoted(column)} >= ${parameter(type, column, atLeast)}`);
  }
  if (filter.after !== undefined) conditions.push(`${key} > ${parameter('text', shape.key, filter.after)}`);
  const limit = parameter('bigint', 'limit', filter.limit);
  const from = `select 0 as t, ${rowAsJson(shape)} as c from ${quoted(table)}`;
  return CompiledQuery.raw(`${from} where ${conditions.join(' and ')} order by ${key} limit ${limit}`, parameters);
}

/** Makes the changes; undefined where there are none. They are in one statement, each table's in a part of its own. */
export function writeStatement<T extends object>(
  shapes: TableShapes<T>,
  changes: ReadonlyMap<TableName<T>, TableChanges>,
): CompiledQuery | undefined {
  const parts: string[] = [];
  const parameters: unknown[] = [];
  let deletesAny = false;
  for (const [table, { upserts, deletes }] of inOrderOf(shapes, changes)) {
    const key = quoted(shapes[table].key);
    if (upserts.length > 0) {
      parameters.push(JSON.stringify(upserts));
      parts.push(upsertOf(table, shapes[table], parameters.length));
    }
    if (deletes.length > 0) {
      deletesAny = true;
      parameters.push(deletes);
      parts.push(`delete from ${quoted(table)} where ${key} = any($${parameters.length}::text[])`);
    }
  }
  if (parts.length === 0) return undefined;
  const text = `with ${parts.map((part, at) => `w${at} as (${part})`).join(', ')} select 1`;
  return CompiledQuery.raw(deletesAny ? text : asPrepared(text), parameters);
}

/** By the order of the tables' declaration, so that the same work is the same statement. */
function inOrderOf<T extends object, Value>(
  shapes: TableShapes<T>,
  byTable: ReadonlyMap<TableName<T>, Value>,
): [TableName<T>, Value][] {
  const order = Object.keys(shapes);
  return [...byTable].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
}

function upsertOf<Row>(table: string, shape: TableShape<Row>, parameter: number): string {
  const columns = columnsOf(shape);
  const names = columns.map(([column]) => quoted(column)).join(', ');
  const typed = columns.map(([column, type]) => `${quoted(column)} ${type}`).join(', ');
  const others = columns.filter(([column]) => column !== shape.key).map(([column]) => quoted(column));
  const update = others.map((column) => `${column} = excluded.${column}`).join(', ');
  const onConflict = update === '' ? 'do nothing' : `do update set ${update}`;
  return (
    `insert into ${quoted(table)} (${names}) select ${names} from json_to_recordset($${parameter}::json) as r(${typed}) ` +
    `on conflict (${quoted(shape.key)}) ${onConflict}`
  );
}

const answeredRows = z.array(z.object({ t: z.int(), c: z.array(z.unknown()) }));

/** The rows that a statement of ours answered with. @param tables as the statement had them, in its order. */
export function rowsIn<T extends object>(
  shapes: TableShapes<T>,
  tables: readonly TableName<T>[],
  answer: readonly unknown[],
): { table: TableName<T>; row: object }[] {
  return answeredRows.parse(answer).map(({ t, c }) => {
    const table = tables[t];
    if (table === undefined) throw new TypeError(`the database answered with a row of the table ${t}`);
    return { table, row: Object.fromEntries(columnsOf(shapes[table]).map(([column], at) => [column, c[at]])) };
  });
}

function rowAsJson<Row>(shape: TableShape<Row>): string {
  return `json_build_array(${columnsOf(shape)
    .map(([column]) => quoted(column))
    .join(', ')})`;
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** FNV-1a over UTF-16 code units, as a signed 32-bit number (Fowler, Noll, Vo, RFC 9923). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value | 0;
}
