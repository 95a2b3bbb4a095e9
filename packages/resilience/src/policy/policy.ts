/** What every policy is: something that an operation is run through. */
import type { Scope } from './scope.ts';

/**
 * The work that is protected. It should heed its scope: `scope.signal` for what it calls, or `scope.onCancel`. It is over
 * when its promise settles; a body that is still to be read belongs into it.
 */
export type Operation<T> = (scope: Scope) => Promise<T>;

/**
 * A policy. `F` is what it may answer instead of the operation; `never` for all but a fallback.
 *
 * `run` calls the operation no time, once or several times, rejects with what the operation rejected with or with a
 * `Rejection` of its own, and heeds the scope: when that is cancelled every wait of the policy ends, and it rejects with
 * the scope's reason. It does not throw: a pipeline makes a rejection of what an operation throws before it returns a
 * promise, and so does a policy by itself (`callSafely`).
 */
export interface Policy<F = never> {
  /** For the type checker alone, never set: what may be answered instead of the operation. */
  readonly answers?: () => F;
  run<T>(operation: Operation<T>, scope: Scope): Promise<T | F>;
}

/** What a policy may answer instead of the operation. */
export type AnswerOf<P> = P extends { readonly answers?: () => infer F }
  ? 'answers' extends keyof P
    ? F
    : never
  : never;
