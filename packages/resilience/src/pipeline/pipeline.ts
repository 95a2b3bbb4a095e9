/** Several policies as one. */
import { callSafely } from '../policy/call-safely.ts';
import type { AnswerOf, Operation, Policy } from '../policy/policy.ts';
import { Scope } from '../policy/scope.ts';
import { scopeOfSignal } from './caller-signals.ts';

/** What a caller says of one call. */
export interface CallOptions {
  /** Gives the call up: every wait ends, the operation's scope is cancelled, and the call rejects with its reason at once. */
  readonly signal?: AbortSignal | undefined;
  /**
   * When the call must be over, in milliseconds on the clock of the policies (`time.nowMs()`). A retry does not wait
   * beyond it; the policy `deadline` refuses and ends calls by it. Absent: nothing limits the call. With NaN the call
   * rejects with a RangeError.
   */
  readonly deadlineMs?: number | undefined;
}

/** Several policies as one; may stand in another pipeline. `F` is what its fallbacks may answer. */
export interface Pipeline<F> extends Policy<F> {
  /** Runs an operation through the policies. Rejects as `run` does; never throws. */
  execute<T>(operation: Operation<T>, options?: CallOptions): Promise<T | F>;
}

type Run = <T>(operation: Operation<T>, scope: Scope) => Promise<unknown>;

/**
 * Composes policies, the outermost first: `pipeline(retry, timeout)` limits each attempt, `pipeline(timeout, retry)` all
 * attempts together.
 */
export function pipeline<P extends readonly Policy<unknown>[]>(...policies: P): Pipeline<AnswerOf<P[number]>>;
/** For the checker: what the policies may answer is known above. */
export function pipeline(...policies: readonly Policy<unknown>[]): Pipeline<unknown> {
  return new ComposedPolicies(policies);
}

class ComposedPolicies implements Pipeline<unknown> {
  readonly #run: Run;

  constructor(policies: readonly Policy<unknown>[]) {
    this.#run = policies.reduceRight<Run>(
      (within, policy) => (operation, scope) => policy.run((inner) => within(operation, inner), scope),
      callSafely,
    );
  }

  run<T>(operation: Operation<T>, scope: Scope): Promise<unknown> {
    return this.#run(operation, scope);
  }

  execute<T>(operation: Operation<T>, options?: CallOptions): Promise<unknown> {
    if (options === undefined) return this.#run(operation, new Scope());
    const { signal, deadlineMs } = options;
    if (deadlineMs !== undefined && Number.isNaN(deadlineMs)) return Promise.reject(notADeadline());
    if (signal === undefined) return this.#run(operation, new Scope(deadlineMs));
    const scope = scopeOfSignal(signal).inner(deadlineMs);
    return scope.cancelled ? Promise.reject(scope.reason) : untilCancelled(this.#run(operation, scope), scope);
  }
}

function notADeadline(): RangeError {
  return new RangeError('deadlineMs is NaN; give milliseconds on the clock of the policies, as time.nowMs() + 500');
}

/** Rejects as soon as the scope is cancelled: an operation that does not heed its scope goes on without its caller. */
function untilCancelled<T>(call: Promise<T>, scope: Scope): Promise<T> {
  return new Promise((resolve, reject) => {
    scope.onCancel(reject);
    call.then(
      (value) => {
        scope.close();
        resolve(value);
      },
      (error: unknown) => {
        scope.close();
        reject(error);
      },
    );
  });
}
