/** Runs calls through a `BreakerMachine`: judges their ends, rejects without a stack trace, tells of its changes. */
import type { Operation, Policy } from '../policy/policy.ts';
import { Rejection } from '../policy/rejection.ts';
import type { Scope } from '../policy/scope.ts';
import type { Surroundings } from '../policy/surroundings.ts';
import type { Admission, BreakerState, Transition, Verdict } from './breaker-machine.ts';
import { BreakerMachine, rejected } from './breaker-machine.ts';
import type { CircuitBreakerOptions } from './circuit-breaker-options.ts';
import { breakerRules } from './circuit-breaker-options.ts';
import { RecentRejection } from './recent-rejection.ts';
import { judgeByDefault, judgeCancellation } from './verdict.ts';

/**
 * Stops calling what fails, and tries carefully whether it works again.
 *
 * Rejects with `circuit-open` while it is open, for calls beyond the probes while it is half open, and for a share of the
 * calls while it ramps up. Rejections of one millisecond are one object.
 *
 * @throws RangeError where an option is out of its range.
 */
export function circuitBreaker(options: CircuitBreakerOptions, surroundings: Surroundings): CircuitBreaker {
  return new CircuitBreaker(options, surroundings);
}

/** Made by `circuitBreaker`. */
export class CircuitBreaker implements Policy {
  readonly name: string;
  readonly #machine: BreakerMachine;
  readonly #surroundings: Surroundings;
  readonly #judgeError: (error: unknown) => Verdict;
  readonly #judgeResult: ((result: unknown) => Verdict) | undefined;
  readonly #recent = new RecentRejection();
  readonly #makeRejection = (nowMs: number) => this.#rejectionAt(nowMs);

  constructor(options: CircuitBreakerOptions, surroundings: Surroundings) {
    this.name = options.name;
    this.#machine = new BreakerMachine(breakerRules(options));
    this.#surroundings = surroundings;
    this.#judgeError = options.judgeError ?? judgeByDefault;
    this.#judgeResult = options.judgeResult;
  }

  /** An open breaker whose time is over stays open until the next call asks it. */
  get state(): BreakerState {
    return this.#machine.state;
  }

  run<T>(operation: Operation<T>, scope: Scope): Promise<T> {
    if (scope.cancelled) return Promise.reject(scope.reason);
    const free = this.#machine.admitFreely();
    if (free !== rejected) return this.#call(operation, scope, free);
    const nowMs = this.#surroundings.time.nowMs();
    const admission = this.#admit(nowMs);
    if (admission === rejected) return this.#reject(nowMs);
    return admission > 0 ? this.#call(operation, scope, admission) : this.#callProbe(operation, scope, admission);
  }

  /** Opens as though its rule were met: it will try again by itself. */
  forceOpen(reason = 'opened by hand'): void {
    const { time, random } = this.#surroundings;
    this.#tell(this.#machine.open(reason, time.nowMs(), random));
  }

  /** Rejects everything until `reset`. */
  isolate(): void {
    this.#machine.isolate(this.#surroundings.time.nowMs());
    this.#tell({ kind: 'opened', reason: 'isolated by hand' });
  }

  /** Closes at once and forgets what it counted. */
  reset(): void {
    this.#machine.reset(this.#surroundings.time.nowMs());
    this.#tell({ kind: 'closed' });
  }

  async #call<T>(operation: Operation<T>, scope: Scope, admission: Admission): Promise<T> {
    let result: T;
    try {
      result = await operation(scope);
    } catch (error) {
      this.#settle(admission, scope.cancelled ? judgeCancellation(scope.reason) : this.#judgeError(error));
      throw error;
    }
    if (this.#judgeResult !== undefined) this.#settle(admission, this.#judgeResult(result));
    else if (this.#machine.timesSuccess(admission)) this.#settle(admission, 'success');
    else this.#machine.settle(admission, 'success', 0, this.#surroundings.random);
    return result;
  }

  /** A probe gives its place back when its call is given up, however long the operation goes on. */
  async #callProbe<T>(operation: Operation<T>, scope: Scope, probe: Admission): Promise<T> {
    const listening = scope.onCancel((reason) => this.#settle(probe, judgeCancellation(reason)));
    try {
      return await this.#call(operation, scope, probe);
    } finally {
      listening.end();
      this.#settle(probe, 'ignored');
    }
  }

  #admit(nowMs: number): Admission {
    const before = this.#machine.state;
    const admission = this.#machine.admit(nowMs, this.#surroundings.random);
    if (this.#machine.state !== before) {
      this.#recent.forget();
      this.#surroundings.observe?.({ type: 'breaker-half-opened', policy: this.name });
    }
    return admission;
  }

  #settle(admission: Admission, verdict: Verdict): void {
    const { time, random } = this.#surroundings;
    const transition = this.#machine.settle(admission, verdict, time.nowMs(), random);
    if (transition !== undefined) this.#tell(transition);
  }

  #tell(transition: Transition): void {
    // A rejection that is kept speaks of the state before.
    this.#recent.forget();
    const { observe } = this.#surroundings;
    if (observe === undefined) return;
    if (transition.kind === 'closed') observe({ type: 'breaker-closed', policy: this.name });
    else observe({ type: 'breaker-opened', policy: this.name, reason: transition.reason });
  }

  #reject(nowMs: number): Promise<never> {
    const { observe } = this.#surroundings;
    if (observe !== undefined) observe({ type: 'call-rejected', policy: this.name, code: 'circuit-open' });
    return Promise.reject(this.#recent.at(nowMs, this.#makeRejection));
  }

  #rejectionAt(nowMs: number): Rejection {
    const retryAfterMs = this.#machine.retryAfterMs(nowMs);
    return new Rejection('circuit-open', this.name, this.#message(), { notSent: true, retryAfterMs });
  }

  #message(): string {
    const { state } = this.#machine;
    switch (state.kind) {
      case 'open':
        return `circuit breaker '${this.name}' is open: ${state.reason}`;
      case 'half-open':
        return `circuit breaker '${this.name}' is half open, and its probes are out`;
      case 'closed':
        return `circuit breaker '${this.name}' has closed again and admits a growing share of the calls`;
      case 'isolated':
        return `circuit breaker '${this.name}' is isolated by hand`;
      default:
        return state satisfies never;
    }
  }
}
