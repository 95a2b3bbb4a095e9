import { callSafely } from '../policy/call-safely.ts';
import type { Operation } from '../policy/policy.ts';
import { Rejection } from '../policy/rejection.ts';
import type { Scope } from '../policy/scope.ts';
import { ScopeListener } from '../policy/scope.ts';
import type { Surroundings } from '../policy/surroundings.ts';
import type { RetryDecision, RetryLimits, WhyNoRetry } from './retry-decision.ts';
import { decideRetry } from './retry-decision.ts';

/** What a retry knows of errors, and its limits. */
export interface RetryJudge {
  readonly name: string;
  readonly retryable: (error: unknown, attempt: number) => boolean;
  readonly retryAfterMs: (error: unknown) => number | undefined;
  readonly limits: RetryLimits;
  readonly surroundings: Surroundings;
}

/** A call from its first failure on. While it waits, it listens to its scope. */
export class RetriedCall<T> extends ScopeListener {
  readonly #judge: RetryJudge;
  readonly #operation: Operation<T>;
  readonly #scope: Scope;
  readonly #resolve: (value: T) => void;
  readonly #reject: (reason: unknown) => void;
  #attempt = 1;
  #previousDelayMs = 0;
  /** Whether an attempt may have reached the dependency. */
  #sent = false;
  #endWait: (() => void) | undefined;

  constructor(
    judge: RetryJudge,
    operation: Operation<T>,
    scope: Scope,
    resolve: (value: T) => void,
    reject: (reason: unknown) => void,
  ) {
    super();
    this.#judge = judge;
    this.#operation = operation;
    this.#scope = scope;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** An attempt failed: waits and tries again, or ends the call. */
  failed(error: unknown): void {
    if (this.#scope.cancelled) {
      this.#reject(this.#scope.reason);
      return;
    }
    try {
      const decision = this.#decide(error);
      if (decision.kind === 'retry') this.#wait(decision.delayMs, decision.backoffMs, error);
      else this.#giveUp(error, decision.why);
    } catch (unexpected) {
      this.#reject(unexpected);
    }
  }

  scopeCancelled(reason: unknown): void {
    this.#endWait?.();
    this.#reject(reason);
  }

  #decide(error: unknown): RetryDecision {
    const { retryable, retryAfterMs, limits, surroundings } = this.#judge;
    const failed = {
      attempt: this.#attempt,
      retryable: retryable(error, this.#attempt),
      notSent: isNotSent(error),
      retryAfterMs: retryAfterMs(error),
      previousDelayMs: this.#previousDelayMs,
      deadlineMs: this.#scope.deadlineMs,
    };
    return decideRetry(limits, failed, surroundings.time.nowMs(), surroundings.random);
  }

  #wait(delayMs: number, backoffMs: number, reason: unknown): void {
    const { name, surroundings } = this.#judge;
    surroundings.observe?.({ type: 'retry-scheduled', policy: name, attempt: this.#attempt, delayMs, reason });
    this.#sent ||= !isNotSent(reason);
    this.#previousDelayMs = backoffMs;
    this.#attempt += 1;
    this.#scope.listen(this);
    if (this.#scope.cancelled) return;
    this.#endWait = surroundings.time.schedule(delayMs, () => this.#try(reason));
  }

  #try(reason: unknown): void {
    this.#scope.unlisten(this);
    // A process that stood still wakes up late: nobody waits for an answer after the deadline.
    if (this.#judge.surroundings.time.nowMs() >= this.#scope.deadlineMs) {
      this.#attempt -= 1;
      this.#giveUp(reason, 'deadline');
      return;
    }
    callSafely(this.#operation, this.#scope).then(this.#resolve, (error: unknown) => this.failed(error));
  }

  #giveUp(error: unknown, why: WhyNoRetry): void {
    const { name, surroundings } = this.#judge;
    surroundings.observe?.({ type: 'retry-refused', policy: name, attempt: this.#attempt, why });
    if (!this.#sent || !isNotSent(error)) {
      this.#reject(error);
      return;
    }
    const message = `${name}: gave up after ${this.#attempt} attempts (${error.message})`;
    const { retryAfterMs } = error;
    this.#reject(new Rejection('retries-exhausted', name, message, { notSent: false, cause: error, retryAfterMs }));
  }
}

function isNotSent(error: unknown): error is Rejection {
  return error instanceof Rejection && error.notSent;
}
