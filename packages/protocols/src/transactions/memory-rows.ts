/** Rows in memory, behind the port that PostgreSQL fills elsewhere: for tests, and for the crash-point explorer. */
import type { RowFilter, RowStore, Rows, RowWrite, TableName, Transaction } from './transaction.ts';

type Contents<T extends object> = { [Name in TableName<T>]?: Map<string, T[Name]> };

/**
 * Transactions one after another, each whole or not at all. It is strict where a database would be lenient or late: what
 * is read has to be declared, what is written has to be read, a row has to survive JSON. Rows are copied when they are
 * written and frozen, so that nobody changes one that another holds.
 */
export class MemoryRows<T extends object> {
  readonly #contents: Contents<T> = {};
  readonly #tables = new Set<TableName<T>>();

  /** @param initial Rows that are there from the beginning; they need not have been read. */
  constructor(initial: readonly RowWrite<T>[] = []) {
    for (const { table, key, row } of initial) this.#put(table, key, frozenCopy(row, `${table} ${key}`));
  }

  /** Decides and commits. @throws Error whatever `decide` throws, and where it breaks the rules above; nothing is written then. */
  run<Answer>(transaction: Transaction<T, Answer>): Answer {
    const declared = new Set(transaction.reads.map(addressOf));
    const rows: Rows<T> = {
      get: (table, key) => {
        if (!declared.has(addressOf({ table, key })))
          throw new Error(`"${transaction.name}" reads ${table} ${key}, which is not among its reads`);
        return this.#contents[table]?.get(key);
      },
    };
    const { writes, answer } = transaction.decide(rows);
    const written = new Set<string>();
    const frozen = writes.map((write) => {
      const address = addressOf(write);
      const what = `"${transaction.name}" writes ${write.table} ${write.key}`;
      if (!declared.has(address)) throw new Error(`${what}, which is not among its reads`);
      if (written.has(address)) throw new Error(`${what} twice`);
      written.add(address);
      return { ...write, row: frozenCopy(write.row, what) };
    });
    for (const write of frozen) this.#put(write.table, write.key, write.row);
    return answer;
  }

  /** Rows in the order of their keys, by UTF-16 code units. */
  list<Name extends TableName<T>>(table: Name, filter: RowFilter<T[Name]>): readonly T[Name][] {
    const { after } = filter;
    return [...(this.#contents[table] ?? [])]
      .filter(([key, row]) => (after === undefined || key > after) && isAmong(row, filter))
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .slice(0, filter.limit)
      .map(([, row]) => row);
  }

  /** The same rows, from now on apart: a run can be tried from here in two ways. */
  copy(): MemoryRows<T> {
    const twin = new MemoryRows<T>();
    for (const table of this.#tables) {
      const rows = this.#contents[table];
      if (rows === undefined) continue;
      twin.#tables.add(table);
      twin.#contents[table] = new Map(rows);
    }
    return twin;
  }

  /** The port, as a store would fill it that never fails. */
  store(): RowStore<T> {
    return {
      transact: async (transaction) => this.run(transaction),
      list: async (table, filter) => this.list(table, filter),
    };
  }

  #put<Name extends TableName<T>>(table: Name, key: string, row: T[Name] | null): void {
    let rows: Map<string, T[Name]> | undefined = this.#contents[table];
    if (rows === undefined) {
      rows = new Map<string, T[Name]>();
      this.#contents[table] = rows;
      this.#tables.add(table);
    }
    if (row === null) rows.delete(key);
    else rows.set(key, row);
  }
}

function addressOf(row: { readonly table: string; readonly key: string }): string {
  return `${row.table} ${row.key}`;
}

function isAmong<Row>(row: Row, filter: RowFilter<Row>): boolean {
  for (const column in filter.equal) if (row[column] !== filter.equal[column]) return false;
  for (const column in filter.atMost) {
    const [value, limit] = [row[column], filter.atMost[column]];
    if (limit !== undefined && !(typeof value === 'number' && value <= limit)) return false;
  }
  for (const column in filter.atLeast) {
    const [value, limit] = [row[column], filter.atLeast[column]];
    if (limit !== undefined && !(typeof value === 'number' && value >= limit)) return false;
  }
  return true;
}

/** @throws Error where it holds what JSON would lose or change. */
function frozenCopy<Value>(value: Value, what: string): Value {
  assertPlain(value, what);
  return deepFreeze(structuredClone(value));
}

function assertPlain(value: unknown, what: string): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0)) return;
  if (typeof value !== 'object') throw new Error(`${what} with ${String(value)}, which does not survive JSON`);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null)
    throw new Error(`${what} with an object of a class, which does not survive JSON`);
  for (const [name, part] of Object.entries(value)) assertPlain(part, `${what}: ${name}`);
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
