/** One call with its copies: does what its `Race` decides. */
import { callSafely } from '../policy/call-safely.ts';
import type { Operation } from '../policy/policy.ts';
import type { Scope } from '../policy/scope.ts';
import { ScopeListener } from '../policy/scope.ts';
import type { Surroundings } from '../policy/surroundings.ts';
import type { RetryBudget } from '../retry/retry-budget.ts';
import type { AwaitingCopy, CopyTimer } from './copy-timer.ts';
import type { DelayEstimator } from './hedge-delay.ts';
import { Race } from './race.ts';

/** What all calls of one hedge share. */
export interface Hedging {
  readonly name: string;
  readonly maxCopies: number;
  readonly budget: RetryBudget;
  readonly delay: DelayEstimator;
  readonly timer: CopyTimer;
  readonly surroundings: Surroundings;
}

export class HedgedCall<T> extends ScopeListener implements AwaitingCopy {
  dueMs = 0;
  heapIndex = -1;
  readonly #hedging: Hedging;
  readonly #operation: Operation<T>;
  readonly #scope: Scope;
  readonly #resolve: (value: T) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #race: Race;
  readonly #attempts: Scope[] = [];
  #startedMs = 0;

  constructor(
    hedging: Hedging,
    operation: Operation<T>,
    scope: Scope,
    resolve: (value: T) => void,
    reject: (reason: unknown) => void,
  ) {
    super();
    this.#hedging = hedging;
    this.#operation = operation;
    this.#scope = scope;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#race = new Race(hedging.maxCopies);
  }

  begin(nowMs: number): void {
    this.#startedMs = nowMs;
    this.#scope.listen(this);
    this.#awaitCopy(nowMs);
    this.#send();
  }

  /** For the timer: no attempt has answered in time. */
  copyDue(nowMs: number): void {
    const { budget, name, surroundings } = this.#hedging;
    if (!this.#race.mayCopy || !budget.withdraw(nowMs)) return;
    this.#send();
    surroundings.observe?.({ type: 'hedge-sent', policy: name, copy: this.#attempts.length - 1 });
    this.#awaitCopy(nowMs);
  }

  /** For the scope: the caller has given up. The scopes of the attempts are inside, and hear of it by themselves. */
  scopeCancelled(reason: unknown): void {
    this.#race.abort();
    this.#hedging.timer.remove(this);
    this.#reject(reason);
  }

  #awaitCopy(nowMs: number): void {
    const dueMs = nowMs + this.#hedging.delay.delayMs;
    // A copy that is due after the deadline is of no use.
    if (!this.#race.mayCopy || dueMs >= this.#scope.deadlineMs) return;
    this.dueMs = dueMs;
    this.#hedging.timer.add(this, nowMs);
  }

  #send(): void {
    const attempt = this.#race.send();
    const scope = this.#scope.inner();
    this.#attempts.push(scope);
    callSafely(this.#operation, scope).then(
      (value) => this.#succeeded(attempt, value),
      (error: unknown) => this.#failed(attempt, error),
    );
  }

  #succeeded(attempt: number, value: T): void {
    if (!this.#race.succeeded()) return;
    this.#resolve(value);
    this.#learn();
    const { name, surroundings } = this.#hedging;
    if (attempt > 0) surroundings.observe?.({ type: 'hedge-won', policy: name, copy: attempt });
    this.#end();
    for (const [other, scope] of this.#attempts.entries()) if (other !== attempt) scope.cancel(lostTo(name));
  }

  #failed(attempt: number, error: unknown): void {
    if (this.#race.failed(attempt, error)) {
      this.#end();
      this.#reject(this.#race.error);
    } else this.#attempts[attempt]?.close();
  }

  /**
   * Learns how long the first attempt took. Where a copy has won it would have taken longer still; but it was over the
   * percentile already, so it counts on the right side of it. To count copies instead would make the delay shorter and
   * shorter, for they are only sent when it has passed.
   */
  #learn(): void {
    const { delay, surroundings } = this.#hedging;
    if (delay.learns && this.#race.firstIsOut) delay.record(surroundings.time.nowMs() - this.#startedMs);
  }

  #end(): void {
    this.#hedging.timer.remove(this);
    this.#scope.unlisten(this);
    for (const scope of this.#attempts) scope.close();
  }
}

/** The reason with which an attempt that lost is cancelled: one each, since who catches an error may write to it. */
function lostTo(name: string): Error {
  const lost = new Error(`${name}: another attempt has answered first`);
  lost.name = 'AbortError';
  return lost;
}
