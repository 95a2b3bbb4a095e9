import { requirePositive } from '../policy/option-checks.ts';
import type { Operation, Policy } from '../policy/policy.ts';
import { Rejection } from '../policy/rejection.ts';
import type { Scope } from '../policy/scope.ts';
import type { Surroundings } from '../policy/surroundings.ts';
import { TimedCalls } from './timed-calls.ts';

/** What a time-out is made with. */
export interface TimeoutOptions {
  /** Stands in its events and rejections. */
  readonly name: string;
  /** How long an operation may last, in milliseconds. */
  readonly afterMs: number;
}

/**
 * Gives up on an operation that lasts longer than `afterMs`: cancels its scope and rejects with the code `timed-out`, at
 * once, whether the operation heeds its scope or not. What became of the call is unknown then (`notSent` is false). The
 * operation's deadline is the earlier of the caller's and its own.
 *
 * All calls share one timer, which does not keep the process alive while no call is running. It fires up to a
 * millisecond late, later where the process is busy; after a stall of the process, answers that came during it are read
 * first, and count.
 *
 * @throws RangeError where `afterMs` is not above 0.
 */
export function timeout(options: TimeoutOptions, surroundings: Surroundings): Policy {
  requirePositive(options.name, 'afterMs', options.afterMs);
  return new Timeout(options, surroundings);
}

class Timeout implements Policy {
  readonly #surroundings: Surroundings;
  readonly #afterMs: number;
  readonly #calls: TimedCalls;

  constructor({ name, afterMs }: TimeoutOptions, surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#afterMs = afterMs;
    this.#calls = new TimedCalls(surroundings.time, () => {
      surroundings.observe?.({ type: 'timed-out', policy: name, afterMs });
      return new Rejection('timed-out', name, `${name}: no answer within ${afterMs} ms`, { notSent: false });
    });
  }

  run<T>(operation: Operation<T>, scope: Scope): Promise<T> {
    const nowMs = this.#surroundings.time.nowMs();
    return this.#calls.run(operation, scope, nowMs, nowMs + this.#afterMs);
  }
}
