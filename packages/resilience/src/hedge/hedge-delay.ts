/** How long a hedge waits for an answer before it sends a copy. */
import { requireAtLeast, requirePositive } from '../policy/option-checks.ts';
import { LatencyQuantile } from './latency-quantile.ts';

/** A delay, as data. Made by `fixedDelay` and `percentileDelay`. */
export type HedgeDelay =
  | { readonly kind: 'fixed'; readonly delayMs: number }
  | ({ readonly kind: 'percentile' } & PercentileDelayOptions);

export interface PercentileDelayOptions {
  /** Of the latencies seen, over 0 and below 100: at 95, one call in twenty is slow enough for a copy. */
  readonly percentile: number;
  /** The delay until enough latencies were seen. */
  readonly initialMs: number;
  /** The delay is never shorter. Absent: 1 ms. */
  readonly minMs?: number;
  /** The delay is never longer. Absent: no bound. */
  readonly maxMs?: number;
}

/** The same delay for every call. */
export function fixedDelay(delayMs: number): HedgeDelay {
  const delay = { kind: 'fixed', delayMs } as const;
  requireDelay(delay);
  return delay;
}

/** The delay that so many percent of the recent calls were answered within (Dean and Barroso use the 95th percentile). */
export function percentileDelay(options: PercentileDelayOptions): HedgeDelay {
  const delay = { kind: 'percentile', ...options } as const;
  requireDelay(delay);
  return delay;
}

function requireDelay(delay: HedgeDelay): void {
  if (delay.kind === 'fixed') {
    requireAtLeast(0, 'fixedDelay', 'delayMs', delay.delayMs);
    return;
  }
  const { percentile, initialMs, minMs = 1, maxMs } = delay;
  if (!(percentile > 0 && percentile < 100)) {
    throw new RangeError(`percentileDelay: percentile is ${percentile}; give a number over 0 and below 100`);
  }
  requireAtLeast(0, 'percentileDelay', 'initialMs', initialMs);
  requirePositive('percentileDelay', 'minMs', minMs);
  if (maxMs !== undefined) requireAtLeast(minMs, 'percentileDelay', 'maxMs', maxMs);
}

/** What knows the delay of the next call. */
export interface DelayEstimator {
  readonly delayMs: number;
  /** Whether it wants to be told latencies: reading the clock is not for nothing. */
  readonly learns: boolean;
  record(latencyMs: number): void;
}

/** The estimator of a delay. @throws RangeError where a number of it, which may come from a configuration, is wrong. */
export function delayEstimator(delay: HedgeDelay): DelayEstimator {
  requireDelay(delay);
  switch (delay.kind) {
    case 'fixed':
      return { delayMs: delay.delayMs, learns: false, record: () => undefined };
    case 'percentile':
      return new PercentileEstimator(delay);
    default:
      return delay satisfies never;
  }
}

class PercentileEstimator implements DelayEstimator {
  readonly learns = true;
  readonly #options: PercentileDelayOptions;
  readonly #quantile: LatencyQuantile;

  constructor(options: PercentileDelayOptions) {
    const quantile = options.percentile / 100;
    this.#options = options;
    this.#quantile = new LatencyQuantile(quantile, Math.max(1000, 20 / (1 - quantile)));
  }

  get delayMs(): number {
    const { initialMs, minMs = 1, maxMs = Number.POSITIVE_INFINITY } = this.#options;
    return Math.min(maxMs, Math.max(minMs, this.#quantile.valueMs ?? initialMs));
  }

  record(latencyMs: number): void {
    this.#quantile.record(latencyMs);
  }
}
