/** Sagas as rows of a store, and who may write them. */
import type { RowKey, Rows, RowWrite } from '../transactions/transaction.ts';
import type { SagaPhase, SavedSaga } from './saga-types.ts';

/** A row of the table `sagas`. Times are wall clock, ms since 1970. */
export interface SagaRow {
  readonly saga_id: string;
  readonly definition: string;
  readonly phase: SagaPhase;
  /** False once it is `completed` or `compensated`. */
  readonly open: boolean;
  /** The instance that drives it. */
  readonly owner: string;
  /** Counts up with every change of owner, and every restart of one: who writes under an older one is refused. */
  readonly epoch: number;
  /** Counts up with every write under an epoch. */
  readonly version: number;
  /** Until then nobody but its owner takes it up. */
  readonly lease_until_ms: number;
  /** True while its undoing keeps failing: an operator should look. */
  readonly needs_operator: boolean;
  readonly saga: SavedSaga;
  readonly updated_at_ms: number;
}

/** What a store with sagas has among its tables. */
export interface SagaTables {
  readonly sagas: SagaRow;
}

/** Who drives a saga, by what right: under which epoch, and the version that it wrote last. */
export interface SagaHold {
  readonly owner: string;
  readonly epoch: number;
  readonly version: number;
}

/**
 * What else is written in the transaction that records a saga: the rows of its pivot, what becomes of the key of its
 * request. Pure, as a transaction is.
 */
export interface LocalWork<T extends object> {
  readonly reads: readonly RowKey<T>[];
  writes(rows: Rows<T>): readonly RowWrite<T>[];
}
