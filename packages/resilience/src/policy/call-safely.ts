import type { Operation } from './policy.ts';
import type { Scope } from './scope.ts';

/**
 * Calls an operation; one that throws before it returns a promise rejects, and one that returns none, as a program without
 * types may, fulfils with what it returns.
 */
export function callSafely<T>(operation: Operation<T>, scope: Scope): Promise<T> {
  try {
    const result = operation(scope);
    return result instanceof Promise ? result : Promise.resolve(result);
  } catch (error) {
    return Promise.reject(error);
  }
}
