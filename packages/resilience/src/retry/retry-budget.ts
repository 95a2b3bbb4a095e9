import { requireAtLeast } from '../policy/option-checks.ts';
import type { Scope } from '../policy/scope.ts';

/** What a retry budget is made with. */
export interface RetryBudgetOptions {
  /** Retries granted for each request: 0.1 lets one request in ten be retried. */
  readonly ratio: number;
  /** Retries granted for each second, so that a caller with few requests can retry at all. */
  readonly minPerSecond: number;
  /** How many retries can be saved up, at least 1; it begins with them. */
  readonly burst: number;
}

/** Units of a retry: whole numbers, so that ten deposits of 0.1 are 1. */
const unitsPerRetry = 1_000_000;

/**
 * How many retries a dependency may see: one budget, shared by all who call it. From its making to any later moment there
 * were at most `burst + ratio × requests + minPerSecond × seconds` retries, so that a dependency that is down is asked
 * 1 + `ratio` times as often as usual, and not `maxAttempts` times, at every layer anew.
 *
 * A token bucket, as in Google's "Site Reliability Engineering" (chapter 21, "Handling Overload": 10 % by client) and in
 * Finagle's `RetryBudget`, whose credits expire after ten seconds; here `burst` bounds what is saved, without a clock for
 * the requests that succeed.
 */
export class RetryBudget {
  readonly #unitsPerRequest: number;
  readonly #unitsPerMs: number;
  readonly #mostUnits: number;
  #units: number;
  #refilledMs: number | undefined;

  /** @throws RangeError where an option is below 0, or `burst` below 1. */
  constructor({ ratio, minPerSecond, burst }: RetryBudgetOptions) {
    requireAtLeast(0, 'retry budget', 'ratio', ratio);
    requireAtLeast(0, 'retry budget', 'minPerSecond', minPerSecond);
    requireAtLeast(1, 'retry budget', 'burst', burst);
    this.#unitsPerRequest = Math.round(ratio * unitsPerRetry);
    this.#unitsPerMs = (minPerSecond * unitsPerRetry) / 1000;
    this.#mostUnits = Math.floor(burst * unitsPerRetry);
    this.#units = this.#mostUnits;
  }

  /** A request was made. A retry is none. */
  deposit(): void {
    const units = this.#units + this.#unitsPerRequest;
    this.#units = units < this.#mostUnits ? units : this.#mostUnits;
  }

  /**
   * A policy was asked to make a request. Counts it once for a scope and those within it: where a retry and a hedge of one
   * call share the budget, the retry's attempts are no requests to the hedge.
   */
  depositOnce(scope: Scope): void {
    if (scope.countIn(this)) this.deposit();
  }

  /**
   * Takes a retry out.
   *
   * @param keep so many must be left then: for who may do without, such as a hedge, so that those who may not find some.
   * @returns false where there is none left: then the request must not be retried.
   */
  withdraw(nowMs: number, keep = 0): boolean {
    const elapsedMs = nowMs - (this.#refilledMs ?? nowMs);
    this.#refilledMs = nowMs;
    this.#units = Math.min(this.#mostUnits, this.#units + Math.max(0, elapsedMs) * this.#unitsPerMs);
    if (this.#units < (1 + keep) * unitsPerRetry) return false;
    this.#units -= unitsPerRetry;
    return true;
  }

  /** Puts back what was taken out for a retry that was not made. */
  giveBack(): void {
    this.#units = Math.min(this.#mostUnits, this.#units + unitsPerRetry);
  }
}
