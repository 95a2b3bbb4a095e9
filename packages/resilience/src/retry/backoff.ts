/** How long a retry waits. */
import type { Random } from '@temblor/foundation/randomness/random';
import { requireAtLeast, requirePositive } from '../policy/option-checks.ts';

/**
 * The wait before a retry, in milliseconds.
 *
 * - `constant`: always `delayMs`. Callers that failed together come back together: for one caller alone.
 * - `exponential`: `baseMs` × 2ⁿ for the n-th retry from 0, at most `maxMs`. The same.
 * - `full-jitter`: anything from 0 to that. The least load and contention of all (Brooker, "Exponential Backoff And
 *   Jitter", AWS Architecture Blog, 2015): take this one where nothing speaks for another.
 * - `decorrelated-jitter`: anything from `baseMs` to three times the wait before, or three times `baseMs` where there was
 *   none, at most `maxMs` (the same source): never at once, for what needs `baseMs` to come back.
 */
export type Backoff =
  | { readonly kind: 'constant'; readonly delayMs: number }
  | {
      readonly kind: 'exponential' | 'full-jitter' | 'decorrelated-jitter';
      readonly baseMs: number;
      readonly maxMs: number;
    };

/**
 * The next wait.
 *
 * @param retry how many retries there were before this one.
 * @param previousDelayMs the wait before the last one of them; 0 where there was none.
 */
export function backoffMs(backoff: Backoff, retry: number, previousDelayMs: number, random: Random): number {
  switch (backoff.kind) {
    case 'constant':
      return backoff.delayMs;
    case 'exponential':
      return exponentialMs(backoff.baseMs, backoff.maxMs, retry);
    case 'full-jitter':
      return random.next() * exponentialMs(backoff.baseMs, backoff.maxMs, retry);
    case 'decorrelated-jitter': {
      const { baseMs, maxMs } = backoff;
      const upToMs = 3 * Math.max(baseMs, previousDelayMs);
      return Math.min(maxMs, baseMs + random.next() * (upToMs - baseMs));
    }
    default:
      return backoff satisfies never;
  }
}

/** @throws RangeError where a time is below 0, or the longest wait shorter than the shortest. */
export function requireBackoff(policy: string, backoff: Backoff): void {
  if (backoff.kind === 'constant') {
    requireAtLeast(0, policy, 'delayMs', backoff.delayMs);
    return;
  }
  requirePositive(policy, 'baseMs', backoff.baseMs);
  requireAtLeast(backoff.baseMs, policy, 'maxMs', backoff.maxMs);
}

function exponentialMs(baseMs: number, maxMs: number, retry: number): number {
  return Math.min(maxMs, baseMs * 2 ** retry);
}
