import { hash } from 'node:crypto';

/** Bytes of a digest. */
export const digestBytes = 16;

/**
 * What the log keeps of an idempotency key, by which it is known again: the first 128 bits of its SHA-256, a character a
 * byte. Nobody asks for the key itself, and no two that clients use will ever share one.
 */
export function digestOf(key: string): string {
  return hash('sha256', key, 'latin1').slice(0, digestBytes);
}
