import type { Measured } from './measured.ts';
import { absent, measured } from './measured.ts';

/** A figure over the repeats of a phase. */
export interface Spread {
  /** How many repeats gave a value. */
  readonly count: number;
  readonly median: Measured;
  readonly p95: Measured;
  readonly worst: Measured;
  readonly mean: Measured;
}

/**
 * A percentile by the nearest-rank definition: the smallest value that at least `percent` of all values do not exceed
 * (NIST/SEMATECH e-Handbook, 7.2.6.2). It is always a value that occurred; below 20 values p95 is the worst one.
 *
 * @returns undefined for no values.
 */
export function nearestRank(values: readonly number[], percent: number): number | undefined {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

/** The spread of the values that were measured; where there is none, every figure bears the first reason given. */
export function spreadOf(figures: readonly Measured[]): Spread {
  const values = figures.flatMap((figure) => (figure.kind === 'measured' ? [figure.value] : []));
  const reason = figures.find((figure) => figure.kind === 'absent')?.reason ?? 'no repeat was carried out';
  const at = (percent: number): Measured => {
    const value = nearestRank(values, percent);
    return value === undefined ? absent(reason) : measured(value);
  };
  const mean =
    values.length === 0 ? absent(reason) : measured(values.reduce((sum, value) => sum + value, 0) / values.length);
  return { count: values.length, median: at(50), p95: at(95), worst: at(100), mean };
}
