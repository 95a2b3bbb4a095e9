/** Calls that must be over by a time of their own: the host of `timeout` and `deadline`. */
import { callSafely } from '../policy/call-safely.ts';
import type { Operation } from '../policy/policy.ts';
import type { Rejection } from '../policy/rejection.ts';
import { Scope } from '../policy/scope.ts';
import type { Alarm, Time } from '../policy/surroundings.ts';
import type { DueEntry } from '../waiting/due-heap.ts';
import { DueHeap } from '../waiting/due-heap.ts';
import { stallMs } from '../waiting/stall.ts';

/** One object a call: the scope of its operation, a listener of the caller's, and its place among the due. */
class TimedCall extends Scope implements DueEntry {
  readonly dueMs: number;
  heapIndex = -1;
  readonly #calls: TimedCalls;
  readonly #reject: (reason: unknown) => void;

  constructor(dueMs: number, outer: Scope, calls: TimedCalls, reject: (reason: unknown) => void) {
    super(dueMs, outer);
    this.dueMs = dueMs;
    this.#calls = calls;
    this.#reject = reject;
  }

  /** The caller gave up, or the time is over: the wait ends, whatever the operation does. */
  override cancel(reason: unknown): void {
    this.#calls.leave(this);
    this.#reject(reason);
    super.cancel(reason);
  }
}

/**
 * Watches over calls with one timer: it is set for the call that is due first, and left where it is when that ends.
 *
 * Where this process stood still for longer than the calls may last, their answers may be here already and were only not
 * read yet: a timer that fires much too late lets them be read first, and ends what is still without one.
 */
export class TimedCalls {
  readonly #time: Time;
  readonly #alarm: Alarm;
  readonly #expired: () => Rejection;
  readonly #calls = new DueHeap<TimedCall>();
  #ringsAtMs = Number.POSITIVE_INFINITY;

  /** @param expired makes the rejection of a call whose time is over, and tells of it. */
  constructor(time: Time, expired: () => Rejection) {
    this.#time = time;
    this.#alarm = time.alarm(() => this.#ring());
    this.#expired = expired;
  }

  /** Runs an operation until a time; then its scope is cancelled, and the call rejects without waiting for it. */
  run<T>(operation: Operation<T>, scope: Scope, nowMs: number, dueMs: number): Promise<T> {
    if (scope.cancelled) return Promise.reject(scope.reason);
    return new Promise((resolve, reject) => {
      const call = new TimedCall(dueMs, scope, this, reject);
      scope.listen(call);
      this.#watch(call, nowMs);
      callSafely(operation, call).then(
        (value) => {
          this.leave(call);
          call.close();
          resolve(value);
        },
        (error: unknown) => {
          this.leave(call);
          call.close();
          reject(error);
        },
      );
    });
  }

  #watch(call: TimedCall, nowMs: number): void {
    this.#calls.add(call);
    if (call.dueMs < this.#ringsAtMs) this.#set(call.dueMs, nowMs);
    else if (this.#calls.size === 1) this.#alarm.keepAlive(true);
  }

  /** For the call: it is over. */
  leave(call: TimedCall): void {
    if (call.heapIndex === -1) return;
    this.#calls.remove(call);
    if (this.#calls.size === 0) this.#alarm.keepAlive(false);
  }

  #set(dueMs: number, nowMs: number): void {
    this.#ringsAtMs = dueMs;
    this.#alarm.set(dueMs - nowMs);
  }

  #ring(): void {
    const nowMs = this.#time.nowMs();
    if (nowMs - this.#ringsAtMs <= stallMs) {
      this.#expire(nowMs);
      return;
    }
    // Until then no call sets the alarm: it is set when the late calls were ended.
    this.#ringsAtMs = Number.NEGATIVE_INFINITY;
    this.#time.afterArrivals(() => this.#expire(nowMs));
  }

  /** Ends the calls that were due at a time. */
  #expire(nowMs: number): void {
    try {
      for (let call = this.#calls.takeDue(nowMs); call !== undefined; call = this.#calls.takeDue(nowMs)) {
        call.cancel(this.#expired());
      }
    } finally {
      const { first } = this.#calls;
      this.#ringsAtMs = Number.POSITIVE_INFINITY;
      if (first !== undefined) this.#set(first.dueMs, this.#time.nowMs());
    }
  }
}
