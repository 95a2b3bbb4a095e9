/** What every policy is: something that an operation is run through. */
import type { Scope } from './scope.ts';

/** The work that is protected. It should heed its scope: `scope.signal` for what it calls, or `scope.onCancel`. */
export type Operation<T> = (scope: Scope) => Promise<T>;

/**
 * A policy. `F` is what it may answer instead of the operation; `never` for all but a fallback.
 *
 * `run` calls the operation no time, once or several times, rejects with what the operation rejected with or with a
 * `Rejection` of its own, and heeds the scope: when that is cancelled every wait of the policy ends, and it rejects with
 * the scope's reason.
 */
export interface Policy<F = never> {
  run<T>(operation: Operation<T>, scope: Scope): Promise<T | F>;
}
