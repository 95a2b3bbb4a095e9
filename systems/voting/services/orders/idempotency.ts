/**
 * A retried request gets the first one's answer and does nothing again (the Idempotency-Key header, IETF draft
 * draft-ietf-httpapi-idempotency-key-header). Only what succeeded is kept: a request that failed changed nothing, and
 * may be tried again under its key.
 */
import { createHash } from 'node:crypto';
import { ProblemError } from '@temblor/kit/service/problem';
import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { VotingTables } from '../../tables/voting-tables.ts';

/** What identifies a request that may be retried. */
export interface IdempotentRequest {
  readonly key: string;
  /** Of method, path and body: tells a retry from another request that uses the same key. */
  readonly hash: string;
}

/** The hash of a request; bodies are to be parsed, so that spelling (spaces, the order of keys) makes no difference. */
export function hashRequest(method: string, path: string, body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([method, path, body ?? null]))
    .digest('hex');
}

/** An answer as it is kept. */
export interface KeptAnswer {
  readonly status: number;
  readonly body: object;
}

/** What is to be done with a request, given what is kept under its key. */
type IdempotencyDecision =
  | { readonly kind: 'perform' }
  | { readonly kind: 'replay'; readonly answer: KeptAnswer }
  | { readonly kind: 'other-request' };

/** Decides what to do with a request. @param kept the answer under its key and the hash of the request that got it. */
export function decideIdempotency(
  kept: (KeptAnswer & { readonly hash: string }) | undefined,
  hash: string,
): IdempotencyDecision {
  if (kept === undefined) return { kind: 'perform' };
  if (kept.hash !== hash) return { kind: 'other-request' };
  return { kind: 'replay', answer: { status: kept.status, body: kept.body } };
}

/**
 * Performs work at most once for a key, within the transaction of the work.
 *
 * @param request undefined where the client gave no key: the work is then always done.
 * @throws ProblemError 409 `request_in_progress` while another transaction works under the key, 422
 * `idempotency_key_reused` where the key was another request's, and whatever the work throws.
 */
export async function performOnce(
  transaction: Transaction<VotingTables>,
  request: IdempotentRequest | undefined,
  work: () => Promise<KeptAnswer>,
): Promise<KeptAnswer & { readonly replayed: boolean }> {
  if (request === undefined) return { ...(await work()), replayed: false };
  await claim(transaction, request.key);
  const decision = decideIdempotency(await findKept(transaction, request.key), request.hash);
  switch (decision.kind) {
    case 'replay':
      return { ...decision.answer, replayed: true };
    case 'other-request':
      throw new ProblemError(422, 'idempotency_key_reused', 'This Idempotency-Key belongs to another request.', {
        hint: 'Use a new key for every new request, and the same key only to repeat one.',
      });
    case 'perform': {
      const answer = await work();
      await keep(transaction, request, answer);
      return { ...answer, replayed: false };
    }
    default:
      return decision satisfies never;
  }
}

/** A statement of its own: the next one then has a snapshot that sees what the lock's last holder committed. */
async function claim(transaction: Transaction<VotingTables>, key: string): Promise<void> {
  const lock = sql<{ free: boolean }>`select pg_try_advisory_xact_lock(hashtextextended(${key}, 0)) as free`;
  const { rows } = await lock.execute(transaction);
  if (rows[0]?.free === true) return;
  throw new ProblemError(409, 'request_in_progress', 'A request with this Idempotency-Key is still being worked on.', {
    hint: 'Repeat it with the same key in a second.',
    headers: { 'retry-after': '1' },
  });
}

async function findKept(transaction: Transaction<VotingTables>, key: string) {
  const row = await transaction
    .selectFrom('idempotency_keys')
    .select(['request_hash', 'status_code', 'answer'])
    .where('idempotency_key', '=', key)
    .executeTakeFirst();
  return row === undefined ? undefined : { hash: row.request_hash, status: row.status_code, body: row.answer };
}

async function keep(
  transaction: Transaction<VotingTables>,
  request: IdempotentRequest,
  answer: KeptAnswer,
): Promise<void> {
  await transaction
    .insertInto('idempotency_keys')
    .values({
      idempotency_key: request.key,
      request_hash: request.hash,
      status_code: answer.status,
      answer: JSON.stringify(answer.body),
    })
    .execute();
}
