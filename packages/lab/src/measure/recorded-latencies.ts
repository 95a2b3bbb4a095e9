/**
 * Latencies as the load generator recorded them, taken out of their HDR histograms once, so that windows can be merged
 * again and again at the cost of the values that occurred. Percentiles of merged records are exact to the histograms'
 * precision; percentiles of percentiles would not be.
 */
import hdr from 'hdr-histogram-js';
import type { LatencySummary } from '../journal/event.ts';

export interface RecordedLatencies {
  /** What occurred, in microseconds: the upper edge of each bucket that holds anything, rising. */
  readonly valuesUs: readonly number[];
  /** How often, value by value. */
  readonly counts: readonly number[];
  readonly sumUs: number;
  readonly maxUs: number;
}

const nothing: RecordedLatencies = { valuesUs: [], counts: [], sumUs: 0, maxUs: 0 };

/**
 * Decodes a histogram in microseconds (compressed base64, as in `load-window`); an empty text is an empty histogram.
 * @throws Error for text that is no HDR histogram.
 */
export function decodeLatencies(encoded: string): RecordedLatencies {
  if (encoded === '') return nothing;
  const histogram = hdr.decodeFromCompressedBase64(encoded);
  if (!(histogram instanceof hdr.JsHistogram)) throw new TypeError('the histogram was not decoded by JavaScript');
  if (histogram.totalCount === 0) return nothing;
  const valuesUs: number[] = [];
  const counts: number[] = [];
  // The histogram's own mean would walk through every bucket it could fill.
  let sumUs = 0;
  const last = histogram.countsArrayIndex(histogram.maxValue);
  for (let index = 0; index <= last; index += 1) {
    const count = histogram.getCountAtIndex(index);
    if (count === 0) continue;
    const valueUs = histogram.valueFromIndex(index);
    valuesUs.push(histogram.highestEquivalentValue(valueUs));
    counts.push(count);
    sumUs += histogram.medianEquivalentValue(valueUs) * count;
  }
  return { valuesUs, counts, sumUs, maxUs: histogram.maxValue };
}

/** The figures of some records together, in milliseconds; undefined where nothing was recorded. */
export function summariseLatencies(records: readonly RecordedLatencies[]): LatencySummary | undefined {
  const merged = new Map<number, number>();
  let count = 0;
  let sumUs = 0;
  let maxUs = 0;
  for (const record of records) {
    record.valuesUs.forEach((valueUs, index) => {
      const times = record.counts[index] ?? 0;
      merged.set(valueUs, (merged.get(valueUs) ?? 0) + times);
      count += times;
    });
    sumUs += record.sumUs;
    maxUs = Math.max(maxUs, record.maxUs);
  }
  if (count === 0) return undefined;
  const rising = [...merged].sort(([left], [right]) => left - right);
  const atMs = (percent: number): number => Math.min(valueAt(rising, (percent / 100) * count), maxUs) / 1000;
  return {
    count,
    meanMs: sumUs / count / 1000,
    p50Ms: atMs(50),
    p95Ms: atMs(95),
    p99Ms: atMs(99),
    maxMs: maxUs / 1000,
  };
}

/** The smallest value that at least `rank` of all do not exceed. */
function valueAt(rising: readonly (readonly [value: number, count: number])[], rank: number): number {
  let seen = 0;
  for (const [value, count] of rising) {
    seen += count;
    if (seen >= rank) return value;
  }
  return rising.at(-1)?.[0] ?? 0;
}
