/**
 * How a saga is on disk: the transactions that insert, record, claim and lease it. Who writes it is fenced by its epoch,
 * which a claim counts up, and by its version, which every record counts up: of two that hold the same saga, or of two
 * writes of one, the second is refused (Kleppmann, "How to do distributed locking", 2016).
 */
import { firstUnmeantMs, hasCome } from '../transactions/due-moment.ts';
import { partWrite } from '../transactions/part-write.ts';
import type { Decision, RowKey, Rows, RowWrite, Transaction } from '../transactions/transaction.ts';
import { needsOperator } from './saga.ts';
import type { LocalWork, SagaHold, SagaRow, SagaTables } from './saga-rows.ts';
import type { SagaDefinition, SavedSaga } from './saga-types.ts';

/** How a saga is leased. */
export interface LeaseOptions {
  /** Wall clock, ms since 1970. */
  readonly nowMs: number;
  /** For how long from now nobody else takes the saga up, in ms; the same for all that share a store. */
  readonly leaseMs: number;
  /** A planted bug: every claim is granted and every record written. */
  readonly withoutLease?: boolean;
}

export interface RecordOptions extends LeaseOptions {
  readonly definition: SagaDefinition;
}

/** `fenced`: the saga is another's, or was written by another: nothing was written. */
export type Recorded = { readonly kind: 'recorded'; readonly hold: SagaHold } | { readonly kind: 'fenced' };

export type Claimed =
  | { readonly kind: 'claimed'; readonly saga: SavedSaga; readonly hold: SagaHold }
  /** Another has its lease. */
  | { readonly kind: 'not-free' }
  | { readonly kind: 'ended'; readonly saga: SavedSaga }
  /** There is none: the transaction that was to insert it did not commit. */
  | { readonly kind: 'absent' };

/** `ended`: by its holder's own last record, which was faster. */
export type Renewed = { readonly kind: 'renewed' } | { readonly kind: 'ended' } | { readonly kind: 'fenced' };

/** The address of a saga's row. */
export function sagaKey<T extends SagaTables>(sagaId: string): RowKey<T> {
  return { table: 'sagas', key: sagaId };
}

/**
 * A new saga for the transaction that accepts its request, which has to read `sagaKey` too, and the hold of who is to drive
 * it from there. An id is never used twice.
 */
export function insertSaga<T extends SagaTables>(
  saga: SavedSaga,
  owner: string,
  options: LeaseOptions,
): { readonly write: RowWrite<T>; readonly hold: SagaHold } {
  const hold: SagaHold = { owner, epoch: 1, version: 1 };
  return { write: sagaWrite(rowOf(saga, hold, false, options)), hold };
}

/** Writes what the machine asked to persist, with the local work of its phase. @throws Error where the saga is not there at all. */
export function recordSaga<T extends SagaTables>(
  hold: SagaHold,
  saga: SavedSaga,
  work: LocalWork<T> | undefined,
  options: RecordOptions,
): Transaction<T, Recorded> {
  return {
    name: 'record saga',
    reads: [sagaKey(saga.id), ...(work?.reads ?? [])],
    decide(rows): Decision<T, Recorded> {
      const row = rows.get('sagas', saga.id);
      if (row === undefined) throw new Error(`saga ${saga.id} is to be recorded, but was never inserted`);
      if (options.withoutLease !== true && !(isHeldBy(row, hold) && row.version === hold.version))
        return { writes: [], answer: { kind: 'fenced' } };
      const next = { ...hold, version: row.version + 1 };
      const recorded = rowOf(saga, next, needsOperator(options.definition, saga), options);
      return {
        writes: [sagaWrite(recorded), ...(work?.writes(rows) ?? [])],
        answer: { kind: 'recorded', hold: next },
      };
    },
  };
}

/**
 * Takes a saga up whose lease has ended, or is longer than any can be (the clock was set back), or that is the owner's own
 * from an earlier life of it. Whoever held it before is fenced from then on, and so is a write of its own whose outcome it
 * never learnt.
 */
export function claimSaga<T extends SagaTables>(
  sagaId: string,
  owner: string,
  options: LeaseOptions,
): Transaction<T, Claimed> {
  return {
    name: 'claim saga',
    reads: [sagaKey(sagaId)],
    decide(rows): Decision<T, Claimed> {
      const row = rows.get('sagas', sagaId);
      if (row === undefined) return { writes: [], answer: { kind: 'absent' } };
      if (!row.open) return { writes: [], answer: { kind: 'ended', saga: row.saga } };
      const isOver = hasCome(row.lease_until_ms, options.nowMs, options.leaseMs);
      const free = row.owner === owner || isOver || options.withoutLease === true;
      if (!free) return { writes: [], answer: { kind: 'not-free' } };
      const hold = { owner, epoch: row.epoch + 1, version: row.version + 1 };
      return {
        writes: [sagaWrite(rowOf(row.saga, hold, row.needs_operator, options))],
        answer: { kind: 'claimed', saga: row.saga, hold },
      };
    },
  };
}

/**
 * Keeps a saga that takes long. It may run beside a record of the same saga: it leaves the version as it is, and shortens no
 * lease but one that is longer than any can be.
 */
export function renewLease<T extends SagaTables>(
  sagaId: string,
  hold: SagaHold,
  options: LeaseOptions,
): Transaction<T, Renewed> {
  return {
    name: 'renew lease',
    reads: [sagaKey(sagaId)],
    decide(rows): Decision<T, Renewed> {
      const row: SagaRow | undefined = rows.get('sagas', sagaId);
      if (row === undefined || !isHeldBy(row, hold)) return { writes: [], answer: { kind: 'fenced' } };
      if (!row.open) return { writes: [], answer: { kind: 'ended' } };
      const untilMs = options.nowMs + options.leaseMs;
      const isUnmeant = row.lease_until_ms >= firstUnmeantMs(options.nowMs, options.leaseMs);
      const lease_until_ms = isUnmeant ? untilMs : Math.max(row.lease_until_ms, untilMs);
      return { writes: [sagaWrite({ ...row, lease_until_ms })], answer: { kind: 'renewed' } };
    },
  };
}

/** Ends the lease of a saga that its holder drives no more, so that others need not wait for that. Not where it was fenced. */
export function releaseLease<T extends SagaTables>(
  sagaId: string,
  hold: SagaHold,
  nowMs: number,
): Transaction<T, 'released' | 'not-held'> {
  return {
    name: 'release lease',
    reads: [sagaKey(sagaId)],
    decide(rows): Decision<T, 'released' | 'not-held'> {
      const row: SagaRow | undefined = rows.get('sagas', sagaId);
      if (row === undefined || !row.open || !isHeldBy(row, hold)) return { writes: [], answer: 'not-held' };
      return { writes: [sagaWrite({ ...row, lease_until_ms: nowMs })], answer: 'released' };
    },
  };
}

/** The row of a saga; null where there is none. */
export function readSaga<T extends SagaTables>(sagaId: string): Transaction<T, SagaRow | null> {
  return {
    name: 'read saga',
    reads: [sagaKey(sagaId)],
    decide: (rows: Rows<T>) => ({ writes: [], answer: rows.get('sagas', sagaId) ?? null }),
  };
}

function isHeldBy(row: SagaRow, hold: SagaHold): boolean {
  return row.owner === hold.owner && row.epoch === hold.epoch;
}

function rowOf(saga: SavedSaga, hold: SagaHold, operatorNeeded: boolean, { nowMs, leaseMs }: LeaseOptions): SagaRow {
  return {
    saga_id: saga.id,
    definition: saga.definition,
    phase: saga.phase,
    open: saga.phase !== 'completed' && saga.phase !== 'compensated',
    owner: hold.owner,
    epoch: hold.epoch,
    version: hold.version,
    lease_until_ms: nowMs + leaseMs,
    needs_operator: operatorNeeded,
    saga,
    updated_at_ms: nowMs,
  };
}

function sagaWrite<T extends SagaTables>(row: SagaRow): RowWrite<T> {
  return partWrite<SagaTables, T>({ table: 'sagas', key: row.saga_id, row });
}
