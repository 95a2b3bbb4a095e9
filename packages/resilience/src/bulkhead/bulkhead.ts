/** Runs calls through a `BulkheadMachine`: hands slots on, and ends the waits of those that leave. */

import { deadlinePassed } from '../deadline/deadline-passed.ts';
import { requireCount, requirePositive } from '../policy/option-checks.ts';
import type { Operation, Policy } from '../policy/policy.ts';
import { rejectSoon } from '../policy/reject-soon.ts';
import { Rejection } from '../policy/rejection.ts';
import type { Scope } from '../policy/scope.ts';
import type { Surroundings } from '../policy/surroundings.ts';
import { WaitingCall } from '../waiting/waiting-call.ts';
import { BulkheadMachine } from './bulkhead-machine.ts';

export interface BulkheadOptions {
  /** For events and rejections. */
  readonly name: string;
  /** How many calls may run at once. */
  readonly limit: number;
  /** How many may wait for a slot, in the order in which they came. Absent: none. */
  readonly queueLimit?: number;
  /** How long a call may wait. Absent: as long as its scope lets it. */
  readonly queueTimeoutMs?: number;
}

/**
 * Keeps what one dependency takes of this program's means in bounds: at most so many calls at once, and so many waiting.
 *
 * Rejects with `bulkhead-full` where no place is left to wait in, or after waiting too long, and with `deadline-exceeded`
 * where a call's turn comes after its deadline. A call holds its slot until
 * its operation settles, also after it was cancelled: until then it takes what the bulkhead guards.
 *
 * @throws RangeError where an option is out of its range.
 */
export function bulkhead(options: BulkheadOptions, surroundings: Surroundings): Bulkhead {
  return new Bulkhead(options, surroundings);
}

/** Made by `bulkhead`. */
export class Bulkhead implements Policy {
  readonly name: string;
  readonly #machine: BulkheadMachine<WaitingCall>;
  readonly #surroundings: Surroundings;
  readonly #left = () => this.#setTimer();
  #cancelTimer: (() => void) | undefined;

  constructor(options: BulkheadOptions, surroundings: Surroundings) {
    const { name, limit, queueLimit = 0, queueTimeoutMs = Number.POSITIVE_INFINITY } = options;
    requireCount(1, name, 'limit', limit);
    if (queueLimit !== Number.POSITIVE_INFINITY) requireCount(0, name, 'queueLimit', queueLimit);
    if (queueTimeoutMs !== Number.POSITIVE_INFINITY) requirePositive(name, 'queueTimeoutMs', queueTimeoutMs);
    this.name = name;
    this.#machine = new BulkheadMachine({ limit, queueLimit, queueTimeoutMs });
    this.#surroundings = surroundings;
  }

  /** How many calls run now. */
  get running(): number {
    return this.#machine.running;
  }

  /** How many calls wait now. */
  get waiting(): number {
    return this.#machine.waiting;
  }

  run<T>(operation: Operation<T>, scope: Scope): Promise<T> {
    if (scope.cancelled) return Promise.reject(scope.reason);
    if (this.#machine.enter()) return this.#call(operation, scope);
    if (!this.#machine.hasRoom) {
      this.#tellRejection();
      return rejectSoon(this.#rejectionSaying('all slots are taken, and so are all places to wait'));
    }
    const call = new WaitingCall(scope, this.#surroundings.time.nowMs(), this.#left);
    const admitted = call.wait(this.#machine.queue(call));
    this.#setTimer();
    const { observe } = this.#surroundings;
    if (observe !== undefined) observe({ type: 'call-queued', policy: this.name, waiting: this.#machine.waiting });
    return this.#callAfter(admitted, operation, scope);
  }

  async #call<T>(operation: Operation<T>, scope: Scope): Promise<T> {
    try {
      return await operation(scope);
    } finally {
      this.#leave();
    }
  }

  async #callAfter<T>(admitted: Promise<void>, operation: Operation<T>, scope: Scope): Promise<T> {
    await admitted;
    const late = this.#surroundings.time.nowMs() >= scope.deadlineMs;
    if (!scope.cancelled && !late) return this.#call(operation, scope);
    // Given up between being handed the slot and now, or nobody waits for the answer any more.
    this.#leave();
    scope.throwIfCancelled();
    throw deadlinePassed(this.name, 'while the call waited for a slot', this.#surroundings);
  }

  #leave(): void {
    const next = this.#machine.leave();
    if (next === undefined) return;
    next.admit();
    if (this.#machine.waiting === 0) this.#setTimer();
  }

  /** Sets one timer, for the first in the queue; the next one's is set when it fires, and none stays when nobody waits. */
  #setTimer(): void {
    const { time } = this.#surroundings;
    const expiryMs = this.#machine.nextExpiryMs;
    if (expiryMs === undefined) {
      this.#cancelTimer?.();
      this.#cancelTimer = undefined;
    } else if (this.#cancelTimer === undefined && expiryMs !== Number.POSITIVE_INFINITY) {
      this.#cancelTimer = time.schedule(expiryMs - time.nowMs(), () => this.#expire());
    }
  }

  #expire(): void {
    this.#cancelTimer = undefined;
    const nowMs = this.#surroundings.time.nowMs();
    for (let late = this.#machine.expire(nowMs); late !== undefined; late = this.#machine.expire(nowMs)) {
      this.#tellRejection();
      late.expel(this.#rejectionSaying('the call has waited too long for a slot'));
    }
    this.#setTimer();
  }

  #tellRejection(): void {
    const { observe } = this.#surroundings;
    if (observe !== undefined) observe({ type: 'call-rejected', policy: this.name, code: 'bulkhead-full' });
  }

  #rejectionSaying(message: string): Rejection {
    return new Rejection('bulkhead-full', this.name, `bulkhead '${this.name}': ${message}`, { notSent: true });
  }
}
