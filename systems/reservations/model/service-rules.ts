/** What a service decides, apart from how it is asked and where its rows are. */
import { firstUnmeantMs } from '@temblor/protocols/transactions/due-moment';
import type { RowFilter, TableName, Transaction } from '@temblor/protocols/transactions/transaction';
import type { PlantedBug } from '../planted-bugs.ts';
import type { CallAnswer, CallRequest } from './calls.ts';

/** What a decision depends on beside call and rows. */
export interface RuleContext {
  /** Wall clock, ms since 1970. */
  readonly nowMs: number;
  readonly bug: PlantedBug | undefined;
}

/** The rules of a service that does one transaction for each call. HTTP and the crash-point explorer both ask these. */
export interface ServiceRules<T extends object> {
  /** The transaction that answers a call whose body has been found valid; undefined where nothing is at its path. */
  transactionFor(call: CallRequest, context: RuleContext): Transaction<T, CallAnswer> | undefined;
  /**
   * A transaction for what is due by itself, such as an expired hold, by its row as it was listed: the transaction reads
   * it again. Absent where nothing ever is due.
   */
  readonly whenDue?: DueRules<T>;
}

interface DueRules<T extends object> {
  readonly table: TableName<T>;
  /** The column of the moment from which it is due. */
  readonly column: string;
  /** What whoever writes that moment adds to its clock at most, in ms. */
  readonly longestMs: number;
  transactionFor(row: T[TableName<T>], context: RuleContext): Transaction<T, null>;
}

/** Which rows of its table are due only because nobody can have meant a moment so far away: the clock was set back. */
export function unmeantFilter<T extends object>(
  { column, longestMs }: Pick<DueRules<T>, 'column' | 'longestMs'>,
  nowMs: number,
  limit: number,
): RowFilter<T[TableName<T>]> {
  const atLeast: { readonly [Column in keyof T[TableName<T>]]?: number } = {};
  return { atLeast: Object.assign(atLeast, { [column]: firstUnmeantMs(nowMs, longestMs) }), limit };
}

/** Which rows of its table are due. */
export function dueFilter<T extends object>(
  { column }: Pick<DueRules<T>, 'column'>,
  nowMs: number,
  limit: number,
): RowFilter<T[TableName<T>]> {
  const atMost: { readonly [Column in keyof T[TableName<T>]]?: number } = {};
  return { atMost: Object.assign(atMost, { [column]: nowMs }), limit };
}
