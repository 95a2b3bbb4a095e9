/** Counts results for a `TripRule`, and says when it is met. Mutable: every call passes here. */
import type { TripRule } from './trip-rule.ts';

export interface TripCounter {
  /** Whether the time of a success matters. Reading the clock costs a third of the whole call. */
  readonly timesSuccesses: boolean;
  success(nowMs: number): void;
  /** @returns in words why the breaker must open; undefined while the rule is not met. */
  failure(nowMs: number): string | undefined;
  /** Forgets everything: the breaker closes anew. */
  reset(): void;
}

/** The counter of a rule. */
export function tripCounter(rule: TripRule): TripCounter {
  switch (rule.kind) {
    case 'consecutive':
      return new Streak(rule.failures);
    case 'rate':
      return new FailureWindow(rule);
    default:
      return rule satisfies never;
  }
}

class Streak implements TripCounter {
  readonly timesSuccesses = false;
  readonly #limit: number;
  #failures = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  success(): void {
    this.#failures = 0;
  }

  failure(): string | undefined {
    this.#failures += 1;
    return this.#failures >= this.#limit ? `${this.#failures} failures in a row` : undefined;
  }

  reset(): void {
    this.#failures = 0;
  }
}

/** A ring of buckets; the newest one fills, and those that have left the window are emptied when the next result comes. */
class FailureWindow implements TripCounter {
  readonly timesSuccesses = true;
  readonly #rule: TripRule & { kind: 'rate' };
  readonly #bucketMs: number;
  readonly #calls: Float64Array;
  readonly #failures: Float64Array;
  #totalCalls = 0;
  #totalFailures = 0;
  /** The number of the newest bucket, counted from the clock's zero. */
  #newest = Number.NEGATIVE_INFINITY;
  /** When the newest bucket is over. Infinitely long ago before the first result. */
  #newestEndsMs = Number.NEGATIVE_INFINITY;
  #slot = 0;

  constructor(rule: TripRule & { kind: 'rate' }) {
    this.#rule = rule;
    this.#bucketMs = rule.windowMs / rule.buckets;
    this.#calls = new Float64Array(rule.buckets);
    this.#failures = new Float64Array(rule.buckets);
  }

  success(nowMs: number): void {
    if (nowMs >= this.#newestEndsMs) this.#move(nowMs);
    this.#calls[this.#slot] = (this.#calls[this.#slot] ?? 0) + 1;
    this.#totalCalls += 1;
  }

  failure(nowMs: number): string | undefined {
    this.success(nowMs);
    this.#failures[this.#slot] = (this.#failures[this.#slot] ?? 0) + 1;
    this.#totalFailures += 1;
    const { minimumVolume, failureRatio, windowMs } = this.#rule;
    if (this.#totalCalls < minimumVolume || this.#totalFailures < failureRatio * this.#totalCalls) return undefined;
    return `${this.#totalFailures} of ${this.#totalCalls} calls failed within ${windowMs} ms`;
  }

  reset(): void {
    this.#calls.fill(0);
    this.#failures.fill(0);
    this.#totalCalls = 0;
    this.#totalFailures = 0;
  }

  #move(nowMs: number): void {
    const { buckets } = this.#rule;
    const newest = Math.floor(nowMs / this.#bucketMs);
    if (newest - this.#newest >= buckets) this.reset();
    else for (let number = this.#newest + 1; number <= newest; number += 1) this.#empty(modulo(number, buckets));
    this.#newest = newest;
    this.#newestEndsMs = (newest + 1) * this.#bucketMs;
    this.#slot = modulo(newest, buckets);
  }

  #empty(slot: number): void {
    this.#totalCalls -= this.#calls[slot] ?? 0;
    this.#totalFailures -= this.#failures[slot] ?? 0;
    this.#calls[slot] = 0;
    this.#failures[slot] = 0;
  }
}

/** Never negative, unlike the remainder: a clock may start below zero. */
function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
