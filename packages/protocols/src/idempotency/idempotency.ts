/**
 * What becomes of a request under a key (IETF draft-ietf-httpapi-idempotency-key-header). Functions over rows: the row is
 * read, decided on and written in the transaction that begins the work, and settled in the one that ends it, so that of two
 * equal requests at the same moment one does the work and the other waits for it.
 */
import { partWrite } from '../transactions/part-write.ts';
import type { RowKey, RowWrite } from '../transactions/transaction.ts';
import type { IdempotencyRow, IdempotencyTables } from './idempotency-rows.ts';

/** A request as it arrives. */
export interface KeyedRequest {
  readonly key: string;
  /** Of method, path and parsed body. */
  readonly requestHash: string;
  /** The work that would be begun for it; its id has never been used. */
  readonly workId: string;
  /** Wall clock, ms since 1970. */
  readonly nowMs: number;
}

export type KeyClaim =
  /** Nobody works on it: write the row in the transaction that begins the work. */
  | { readonly kind: 'perform'; readonly row: IdempotencyRow }
  /** It was answered: answer so again. */
  | { readonly kind: 'replay'; readonly workId: string; readonly status: number; readonly body: unknown }
  /** It is being worked on: wait for what comes of that. */
  | { readonly kind: 'join'; readonly workId: string }
  /** The key is another request's, and remains so when that one changed nothing. */
  | { readonly kind: 'other-request' };

/** The address of a key's row. */
export function idempotencyKey<T extends IdempotencyTables>(key: string): RowKey<T> {
  return { table: 'idempotency_keys', key };
}

/** A row of this table as a write to a store that has it. */
export function idempotencyWrite<T extends IdempotencyTables>(row: IdempotencyRow): RowWrite<T> {
  return partWrite<IdempotencyTables, T>({ table: 'idempotency_keys', key: row.idempotency_key, row });
}

/** @param row The row of the request's key; undefined where there is none. */
export function claimKey(row: IdempotencyRow | undefined, request: KeyedRequest): KeyClaim {
  if (row !== undefined && row.request_hash !== request.requestHash) return { kind: 'other-request' };
  if (row?.state === 'in-progress') return { kind: 'join', workId: row.work_id };
  if (row?.state === 'answered') {
    if (row.status === null) throw new Error(`key ${row.idempotency_key} is answered, but has no status`);
    return { kind: 'replay', workId: row.work_id, status: row.status, body: row.body };
  }
  return {
    kind: 'perform',
    row: {
      idempotency_key: request.key,
      request_hash: request.requestHash,
      work_id: request.workId,
      state: 'in-progress',
      status: null,
      body: null,
      created_at_ms: row?.created_at_ms ?? request.nowMs,
    },
  };
}

/**
 * The work took effect: its answer is the key's for good. Undefined where the key is not in this work's hands: already
 * settled or freed by it, or begun anew by other work; nothing is to be written then.
 */
export function settleKey(
  row: IdempotencyRow | undefined,
  workId: string,
  answer: { readonly status: number; readonly body: unknown },
): IdempotencyRow | undefined {
  if (row === undefined || !isWorkedOnBy(row, workId)) return undefined;
  return { ...row, state: 'answered', status: answer.status, body: answer.body };
}

/** The work changed nothing: the same request may begin other work. Undefined as for `settleKey`. */
export function freeKey(row: IdempotencyRow | undefined, workId: string): IdempotencyRow | undefined {
  if (row === undefined || !isWorkedOnBy(row, workId)) return undefined;
  return { ...row, state: 'free' };
}

function isWorkedOnBy(row: IdempotencyRow, workId: string): boolean {
  return row.work_id === workId && row.state === 'in-progress';
}
