/** The policy: what it is made with, and what its calls share. */
import { requireCount } from '../policy/option-checks.ts';
import type { Operation, Policy } from '../policy/policy.ts';
import type { Scope } from '../policy/scope.ts';
import type { Surroundings } from '../policy/surroundings.ts';
import type { RetryBudget } from '../retry/retry-budget.ts';
import { CopyTimer } from './copy-timer.ts';
import type { HedgeDelay } from './hedge-delay.ts';
import { delayEstimator } from './hedge-delay.ts';
import type { Hedging } from './hedged-call.ts';
import { HedgedCall } from './hedged-call.ts';

export interface HedgeOptions {
  /** For events. */
  readonly name: string;
  /**
   * Says that it does no harm to run an operation twice, at the same time and to the end: the copy that loses is
   * cancelled, and may have been carried out nevertheless.
   */
  readonly safeToRepeat: true;
  /** How long to wait for an answer before a copy is sent, and again before the next one. */
  readonly delay: HedgeDelay;
  /** How many copies of one call may be sent. Absent: 1. */
  readonly maxCopies?: number;
  /**
   * What the copies cost, by a share of the requests; may be the one that retries of the same dependency take from. When
   * everything is slow, hedging would only double the load.
   */
  readonly budget: RetryBudget;
}

/**
 * Cuts the slowest answers off (Dean and Barroso, "The Tail at Scale", CACM 2013): where no answer has come after a
 * while, it sends a copy of the call, takes the first success and cancels the other attempts through their scopes. An
 * attempt that fails waits for the others; where all failed, the call rejects with the first error. What fails before a
 * copy is due is not sent again: that is for `retry`.
 *
 * @throws TypeError without `safeToRepeat`; RangeError where an option is out of its range.
 */
export function hedge(options: HedgeOptions, surroundings: Surroundings): Policy {
  return new Hedge(options, surroundings);
}

class Hedge implements Policy {
  readonly #hedging: Hedging;

  constructor(options: HedgeOptions, surroundings: Surroundings) {
    const { name, safeToRepeat, delay, maxCopies = 1, budget } = options;
    if (safeToRepeat !== true) {
      throw new TypeError(`${name}: a hedge sends calls twice; say safeToRepeat: true where that does no harm`);
    }
    requireCount(1, name, 'maxCopies', maxCopies);
    const timer = new CopyTimer(surroundings.time);
    this.#hedging = { name, maxCopies, budget, delay: delayEstimator(delay), timer, surroundings };
  }

  run<T>(operation: Operation<T>, scope: Scope): Promise<T> {
    if (scope.cancelled) return Promise.reject(scope.reason);
    const { budget, surroundings } = this.#hedging;
    budget.depositOnce(scope);
    const nowMs = surroundings.time.nowMs();
    return new Promise((resolve, reject) => {
      new HedgedCall(this.#hedging, operation, scope, resolve, reject).begin(nowMs);
    });
  }
}
