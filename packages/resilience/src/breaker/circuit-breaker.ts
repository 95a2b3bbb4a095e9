/** Runs calls through a `BreakerMachine`: judges their ends, rejects without a stack trace, tells of its changes. */
import type { Operation, Policy } from '../policy/policy.ts';
import { rejectSoon } from '../policy/reject-soon.ts';
import { Rejection } from '../policy/rejection.ts';
import type { Scope } from '../policy/scope.ts';
import { ScopeListener } from '../policy/scope.ts';
import type { Surroundings } from '../policy/surroundings.ts';
import type { Admission, BreakerState, Transition, Verdict } from './breaker-machine.ts';
import { BreakerMachine, rejected } from './breaker-machine.ts';
import type { CircuitBreakerOptions } from './circuit-breaker-options.ts';
import { breakerRules } from './circuit-breaker-options.ts';
import { judgeByDefault, judgeCancellation } from './verdict.ts';

/**
 * Stops calling what fails, and tries carefully whether it works again.
 *
 * Rejects with `circuit-open` while it is open, for calls beyond the probes while it is half open, and for a share of the
 * calls while it ramps up.
 *
 * A call that a time-out or a deadline around the breaker gives up is a failure at that moment, also where its operation
 * goes on; one that its caller gives up says nothing, and where it is a probe it keeps its place until its operation
 * settles, or for `probeTimeoutMs`: until then the dependency is still at it.
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
    return admission === rejected ? this.#reject(nowMs) : this.#call(operation, scope, admission);
  }

  /**
   * Opens as though its rule were met: it will try again by itself, after an open time that begins now and has not grown.
   * One that is isolated stays so.
   */
  forceOpen(reason = 'opened by hand'): void {
    const { time, random } = this.#surroundings;
    const transition = this.#machine.forceOpen(reason, time.nowMs(), random);
    if (transition !== undefined) this.#tell(transition);
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

  /** Only what has a deadline can be given up by a time-out; to listen to every scope would cost every call. */
  #call<T>(operation: Operation<T>, scope: Scope, admission: Admission): Promise<T> {
    return admission > 0 && scope.deadlineMs === Number.POSITIVE_INFINITY
      ? this.#callUnwatched(operation, scope, admission)
      : this.#callWatched(operation, scope, admission);
  }

  async #callUnwatched<T>(operation: Operation<T>, scope: Scope, admission: Admission): Promise<T> {
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

  async #callWatched<T>(operation: Operation<T>, scope: Scope, admission: Admission): Promise<T> {
    const call = new WatchedCall((verdict) => this.#settle(admission, verdict));
    scope.listen(call);
    try {
      const result = await this.#judged(operation, scope, call);
      call.settle(this.#judgeResult === undefined ? 'success' : this.#judgeResult(result));
      return result;
    } finally {
      scope.unlisten(call);
      // What could not be judged, since a judgement threw, gives a probe's place back.
      call.settle('ignored');
    }
  }

  async #judged<T>(operation: Operation<T>, scope: Scope, call: WatchedCall): Promise<T> {
    try {
      return await operation(scope);
    } catch (error) {
      call.settle(scope.cancelled ? judgeCancellation(scope.reason) : this.#judgeError(error));
      throw error;
    }
  }

  #admit(nowMs: number): Admission {
    const before = this.#machine.state;
    const admission = this.#machine.admit(nowMs, this.#surroundings.random);
    if (this.#machine.state !== before) {
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
    const { observe } = this.#surroundings;
    if (observe === undefined) return;
    if (transition.kind === 'closed') observe({ type: 'breaker-closed', policy: this.name });
    else observe({ type: 'breaker-opened', policy: this.name, reason: transition.reason });
  }

  #reject(nowMs: number): Promise<never> {
    const { observe } = this.#surroundings;
    if (observe !== undefined) observe({ type: 'call-rejected', policy: this.name, code: 'circuit-open' });
    const retryAfterMs = this.#machine.retryAfterMs(nowMs);
    return rejectSoon(new Rejection('circuit-open', this.name, this.#message(), { notSent: true, retryAfterMs }));
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

/** A call that hears when it is given up, since its operation may not. Its result counts once. */
class WatchedCall extends ScopeListener {
  readonly #count: (verdict: Verdict) => void;
  #counted = false;

  constructor(count: (verdict: Verdict) => void) {
    super();
    this.#count = count;
  }

  scopeCancelled(reason: unknown): void {
    const verdict = judgeCancellation(reason);
    if (verdict !== 'ignored') this.settle(verdict);
  }

  settle(verdict: Verdict): void {
    if (this.#counted) return;
    this.#counted = true;
    this.#count(verdict);
  }
}
