/** What came of a loop. */
export interface LoopResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Messages that were not acknowledged. */
  readonly failures: number;
}

/** @param latenciesMs of what was acknowledged, in any order. */
export function summarise(latenciesMs: readonly number[], elapsedMs: number, failures = 0): LoopResult {
  return {
    perSecond: (latenciesMs.length / elapsedMs) * 1000,
    p50Ms: percentile(latenciesMs, 50),
    p99Ms: percentile(latenciesMs, 99),
    failures,
  };
}

/** By the nearest rank; NaN of nothing. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN;
}

/** Median, least and greatest. */
export function spread(values: readonly number[], digits = 0): string {
  const text = (value: number) =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${text(percentile(values, 50))} (${text(Math.min(...values))} to ${text(Math.max(...values))})`;
}
