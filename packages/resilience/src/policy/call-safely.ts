import type { Operation } from './policy.ts';
import type { Scope } from './scope.ts';

/** Calls an operation; one that throws before it returns a promise rejects. */
export function callSafely<T>(operation: Operation<T>, scope: Scope): Promise<T> {
  try {
    return operation(scope);
  } catch (error) {
    return Promise.reject(error);
  }
}
