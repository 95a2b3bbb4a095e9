import type { Histogram } from 'hdr-histogram-js';
import hdr from 'hdr-histogram-js';
import type { LatencySummary } from '../journal/event.ts';

/**
 * Merges HDR histograms in microseconds (compressed base64, as in `load-window`) and summarises them in milliseconds.
 * Percentiles of merged histograms are exact to the histograms' precision; percentiles of percentiles would not be.
 *
 * @returns undefined where nothing was recorded.
 * @throws Error for text that is no HDR histogram.
 */
export function mergeHistograms(encoded: readonly string[]): LatencySummary | undefined {
  return summarise(merge(encoded));
}

/** The same, with the merged histogram encoded as its parts were. @throws Error for text that is no HDR histogram. */
export function joinHistograms(encoded: readonly string[]): { summary: LatencySummary | undefined; encoded: string } {
  const merged = merge(encoded);
  return { summary: summarise(merged), encoded: hdr.encodeIntoCompressedBase64(merged) };
}

function merge(encoded: readonly string[]): Histogram {
  const merged = hdr.build({ bitBucketSize: 32, autoResize: true, numberOfSignificantValueDigits: 3 });
  for (const text of encoded) {
    if (text !== '') merged.add(hdr.decodeFromCompressedBase64(text));
  }
  return merged;
}

function summarise(merged: Histogram): LatencySummary | undefined {
  if (merged.totalCount === 0) return undefined;
  const atMs = (percent: number): number => merged.getValueAtPercentile(percent) / 1000;
  return {
    count: merged.totalCount,
    meanMs: merged.mean / 1000,
    p50Ms: atMs(50),
    p95Ms: atMs(95),
    p99Ms: atMs(99),
    maxMs: merged.maxValue / 1000,
  };
}
