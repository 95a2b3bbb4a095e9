/** Transactions that share one of the database's: what each of them sees, and what is left to write after all of them. */
import type { RowKey, Rows, RowWrite, TableName, Transaction } from '@temblor/protocols/transactions/transaction';
import type { KeysByTable, TableChanges } from './row-statements.ts';
import type { TableShapes } from './table-shapes.ts';
import { assertStorable, isRowOf, isStorableText } from './table-shapes.ts';

/** A transaction that somebody waits for. It is decided as often as its batch is tried. */
export interface PendingTransaction<T extends object> {
  readonly name: string;
  readonly reads: readonly RowKey<T>[];
  decide(rows: Rows<T>): { readonly writes: readonly RowWrite<T>[]; readonly deliver: () => void };
  reject(error: unknown): void;
}

/** Takes a transaction in. @returns it, and the promise of its answer. */
export function pend<T extends object, Answer>(
  transaction: Transaction<T, Answer>,
): { pending: PendingTransaction<T>; answer: Promise<Answer> } {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const pending: PendingTransaction<T> = {
    name: transaction.name,
    reads: transaction.reads,
    decide: (rows) => {
      const { writes, answer } = transaction.decide(rows);
      return { writes, deliver: () => resolve(answer) };
    },
    reject,
  };
  return { pending, answer: promise };
}

/** What a transaction came to, to be told once its batch is durable. */
export interface Decided {
  readonly name: string;
  readonly wrote: boolean;
  deliver(): void;
}

/** @throws TypeError where a key is none that the database could have. */
export function assertReadable<T extends object>(shapes: TableShapes<T>, reads: readonly RowKey<T>[]): void {
  for (const { table, key } of reads) {
    if (!Object.hasOwn(shapes, table)) throw new TypeError(`there is no table '${table}'`);
    if (!isStorableText(key)) throw new TypeError(`a key of ${table} is not well-formed text without U+0000`);
  }
}

/** The keys that some transactions name, each once. */
export function keysOf<T extends object>(batch: readonly PendingTransaction<T>[]): KeysByTable<T> {
  const keys = new Map<TableName<T>, Set<string>>();
  for (const { reads } of batch) {
    for (const { table, key } of reads) {
      const ofTable = keys.get(table);
      if (ofTable === undefined) keys.set(table, new Set([key]));
      else ofTable.add(key);
    }
  }
  return keys;
}

/** The rows of a batch: as the database had them, and then as each decision leaves them to the next. */
export class BatchRows<T extends object> {
  readonly #shapes: TableShapes<T>;
  readonly #rows = new Map<TableName<T>, Map<string, object>>();
  readonly #changed = new Map<TableName<T>, Set<string>>();

  constructor(shapes: TableShapes<T>, rows: readonly { readonly table: TableName<T>; readonly row: object }[]) {
    this.#shapes = shapes;
    for (const { table, row } of rows) this.#tableOf(table).set(String(Reflect.get(row, shapes[table].key)), row);
  }

  /** Decides one after those before it. One that throws changes nothing, and is told when the others are. */
  decide(pending: PendingTransaction<T>): Decided {
    const { name, reads } = pending;
    try {
      const { writes, deliver } = pending.decide({ get: (table, key) => this.#get(name, reads, table, key) });
      for (const write of writes) this.#check(name, reads, write);
      for (const write of writes) this.#apply(write);
      return { name, wrote: writes.length > 0, deliver };
    } catch (error) {
      return { name, wrote: false, deliver: () => pending.reject(error) };
    }
  }

  /** What all decisions come to. */
  changes(): ReadonlyMap<TableName<T>, TableChanges> {
    const changes = new Map<TableName<T>, TableChanges>();
    for (const [table, keys] of this.#changed) {
      const rows = this.#tableOf(table);
      const upserts = [...keys].flatMap((key) => rows.get(key) ?? []);
      changes.set(table, { upserts, deletes: [...keys].filter((key) => !rows.has(key)) });
    }
    return changes;
  }

  #get<Name extends TableName<T>>(
    transaction: string,
    reads: readonly RowKey<T>[],
    table: Name,
    key: string,
  ): T[Name] | undefined {
    assertNamed(transaction, reads, table, key);
    const row = this.#rows.get(table)?.get(key);
    if (row === undefined) return undefined;
    if (!isRowOf(this.#shapes[table], row))
      throw new TypeError(`the row '${key}' of ${table} is not as it is declared`);
    return row;
  }

  #check(transaction: string, reads: readonly RowKey<T>[], { table, key, row }: RowWrite<T>): void {
    assertNamed(transaction, reads, table, key);
    if (row === null) return;
    if (typeof row !== 'object') throw new TypeError(`'${transaction}' writes no row to ${table}`);
    assertStorable(table, this.#shapes[table], key, row);
  }

  #apply({ table, key, row }: RowWrite<T>): void {
    if (typeof row === 'object' && row !== null) this.#tableOf(table).set(key, row);
    else this.#tableOf(table).delete(key);
    const changed = this.#changed.get(table);
    if (changed === undefined) this.#changed.set(table, new Set([key]));
    else changed.add(key);
  }

  #tableOf(table: TableName<T>): Map<string, object> {
    const known = this.#rows.get(table);
    if (known !== undefined) return known;
    const fresh = new Map<string, object>();
    this.#rows.set(table, fresh);
    return fresh;
  }
}

function assertNamed<T extends object>(
  transaction: string,
  reads: readonly RowKey<T>[],
  table: string,
  key: string,
): void {
  if (reads.some((read) => read.table === table && read.key === key)) return;
  throw new TypeError(`'${transaction}' uses the row '${key}' of ${table}, which its reads do not name`);
}
