/** Writes of code that knows some of a store's tables, in transactions of a store that has more. */
import type { RowWrite } from './transaction.ts';

/**
 * A write to one of the tables that a part of the store is made of, as a write to the store. The cast is here alone: that
 * `T` has the tables of `Part` is checked, and that none of them is narrower there is what a table's name promises, but
 * cannot be said of a type that is a parameter.
 */
export function partWrite<Part extends object, T extends Part>(write: RowWrite<Part>): RowWrite<T> {
  return write as RowWrite<T>;
}
