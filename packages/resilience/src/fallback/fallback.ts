import { callSafely } from '../policy/call-safely.ts';
import type { Policy } from '../policy/policy.ts';
import type { Scope } from '../policy/scope.ts';
import type { Surroundings } from '../policy/surroundings.ts';

/** What a fallback is made with. */
export interface FallbackOptions<F> {
  /** Stands in its events. */
  readonly name: string;
  /** The errors that it answers for; others are passed on. A defect of the program should be among those. */
  readonly handles: (error: unknown) => boolean;
  /** What to answer instead. What it throws, or rejects with, is the outcome of the call. */
  readonly answer: (error: unknown, scope: Scope) => F | Promise<F>;
}

/**
 * Answers for an operation that failed with one of the errors chosen: with a default, or something older. A call that its
 * caller gave up is not answered for. Stands outermost as a rule: what lies outside of it sees a success.
 */
export function fallback<F>(options: FallbackOptions<F>, surroundings: Surroundings): Policy<F> {
  return {
    run: (operation, scope) =>
      callSafely(operation, scope).then(undefined, (error: unknown) => answerFor(options, surroundings, scope, error)),
  };
}

function answerFor<F>(
  { name, handles, answer }: FallbackOptions<F>,
  { observe }: Surroundings,
  scope: Scope,
  error: unknown,
): F | Promise<F> {
  if (scope.cancelled) throw scope.reason;
  if (!handles(error)) throw error;
  observe?.({ type: 'fallback-used', policy: name, reason: error });
  return answer(error, scope);
}
