import type { RecordableHistogram } from 'node:perf_hooks';
import { createHistogram } from 'node:perf_hooks';
import type { LatencySummary } from '@temblor/lab/journal/event';

/** The longest latency that is told apart, in µs: one hour. Longer ones count as this. */
const longestUs = 3_600_000_000;

/**
 * How long appends took, within 1 %. Node's own HDR histogram: a package would take a tenth of the time in which a node that
 * was killed is back.
 */
export class AppendLatencies {
  readonly #histogram: RecordableHistogram = createHistogram({ lowest: 1, highest: longestUs, figures: 2 });

  record(latencyMs: number): void {
    this.#histogram.record(Math.min(longestUs, Math.max(1, Math.round(latencyMs * 1000))));
  }

  /** All zero where nothing was recorded. */
  summary(): LatencySummary {
    const { count, max, mean } = this.#histogram;
    if (count === 0) return { count: 0, meanMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 };
    // HDR answers with the upper edge of a bucket, which may lie above the greatest value that was recorded.
    const toMilliseconds = (valueUs: number): number => Math.round(Math.min(valueUs, max)) / 1000;
    return {
      count,
      meanMs: toMilliseconds(mean),
      p50Ms: toMilliseconds(this.#histogram.percentile(50)),
      p95Ms: toMilliseconds(this.#histogram.percentile(95)),
      p99Ms: toMilliseconds(this.#histogram.percentile(99)),
      maxMs: toMilliseconds(max),
    };
  }

  reset(): void {
    this.#histogram.reset();
  }
}
