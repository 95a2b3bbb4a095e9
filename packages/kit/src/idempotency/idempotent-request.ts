/**
 * What a route needs of requests that bear a key (the Idempotency-Key header, IETF draft
 * draft-ietf-httpapi-idempotency-key-header); what is done with them is decided in protocols/idempotency.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ProblemError } from '../service/problem.ts';

/** The schema of the header. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters without spaces')
  .optional()
  .describe('Makes the request safe to repeat: a repeated one gets the first answer');

/** The header of an answer that was given before: its value is `true`. */
export const replayedHeader = 'idempotent-replayed';

/**
 * The hash of a request, in hexadecimal. The body is to be parsed JSON: its spelling (spaces, the order of members) makes
 * no difference, while that of a list's items does.
 */
export function hashRequest(method: string, path: string, body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([method, path, canonical(body ?? null)]))
    .digest('hex');
}

/** 422: the key was another request's. */
export function keyReused(): ProblemError {
  return new ProblemError(422, 'idempotency_key_reused', 'This Idempotency-Key belongs to another request.', {
    hint: 'Use a new key for every new request, and the same key only to repeat one.',
  });
}

/** The value with the members of every object in the order of their names, as lists: no name can be mistaken for another. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return ['list', ...value.map(canonical)];
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return ['object', ...members.map(([name, member]) => [name, canonical(member)])];
}
