/** What clients saw of a simulated run, in windows of a second, as the load generator tells it of a real one. */
import type { Operation } from '@temblor/checkers/history/operation';
import type { JournalFact, LatencySummary } from '@temblor/lab/journal/event';
import { decodeLatencies, summariseLatencies } from '@temblor/lab/measure/recorded-latencies';
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import type { TimedFact } from './trace-facts.ts';

const windowUs = 1_000_000;

const noLatency: LatencySummary = { count: 0, meanMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 };

/**
 * Windows in which an operation ended, in order of time. An operation counts where it ended.
 *
 * @param endUs the end of the run: the last window ends there too.
 */
export function loadFacts(history: readonly Operation[], endUs: number): TimedFact[] {
  const windows = Map.groupBy(history, ({ completedUs }) => Math.max(0, Math.ceil(completedUs / windowUs) - 1));
  return [...windows]
    .sort(([left], [right]) => left - right)
    .map(([index, operations]) => {
      const span = { startUs: index * windowUs, endUs: Math.min((index + 1) * windowUs, endUs) };
      return { atUs: span.endUs, fact: { type: 'load-window', ...span, ...count(operations) } };
    });
}

/** That the schedule was kept: in virtual time no client is ever late. */
export function loadFinished(history: readonly Operation[]): JournalFact {
  return { type: 'load-finished', intended: history.length, sent: history.length, valid: true, reason: '' };
}

function count(operations: readonly Operation[]) {
  const histogram = build({ numberOfSignificantValueDigits: 3 });
  for (const { invokedUs, completedUs } of operations) histogram.recordValue(completedUs - invokedUs);
  const encoded = encodeIntoCompressedBase64(histogram);
  const summary = summariseLatencies([decodeLatencies(encoded)]) ?? noLatency;
  return {
    ...{ intended: operations.length, sent: operations.length, maxLagMs: 0 },
    ...countOutcomes(operations),
    byStatus: {},
    byName: Object.fromEntries(
      [...Map.groupBy(operations, ({ name }) => name)].map(([name, named]) => [name, countOutcomes(named)]),
    ),
    ...{ corrected: summary, uncorrected: summary, correctedHistogram: encoded, uncorrectedHistogram: encoded },
  };
}

function countOutcomes(operations: readonly Operation[]) {
  const those = (wanted: Operation['outcome']) => operations.filter(({ outcome }) => outcome === wanted).length;
  return { ok: those('ok'), failed: those('failed'), unknown: those('unknown') };
}
