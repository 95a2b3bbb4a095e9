/** Requests that bear a key (the Idempotency-Key header, IETF draft-ietf-httpapi-idempotency-key-header), as rows. */

/** A row of the table `idempotency_keys`. */
export interface IdempotencyRow {
  readonly idempotency_key: string;
  /** Of method, path and parsed body: tells a repeated request from another one under the same key. */
  readonly request_hash: string;
  /** What works, or worked, on the request: the id of a saga. A new one takes its place when that came to nothing. */
  readonly work_id: string;
  /** `in-progress`: its answer is not known yet. `answered`: it stays as it is. `free`: it changed nothing, and may be tried again. */
  readonly state: 'in-progress' | 'answered' | 'free';
  /** The answer; null where there is none yet. */
  readonly status: number | null;
  readonly body: unknown;
  readonly created_at_ms: number;
}

export interface IdempotencyTables {
  readonly idempotency_keys: IdempotencyRow;
}
