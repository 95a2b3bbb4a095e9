/** The windows of a load, read from a journal and put together. */
import type { JournalEvent, JournalEventOf } from '../journal/event.ts';
import type { RecordedLatencies } from './recorded-latencies.ts';
import { decodeLatencies } from './recorded-latencies.ts';
import type { Span } from './span.ts';
import { isWithin } from './span.ts';

export interface OutcomeCounts {
  readonly ok: number;
  readonly failed: number;
  readonly unknown: number;
}

export interface LoadWindow extends Span, OutcomeCounts {
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byName: Readonly<Record<string, OutcomeCounts>>;
  /** One record for each part of the window. */
  readonly corrected: readonly RecordedLatencies[];
  readonly uncorrected: readonly RecordedLatencies[];
  readonly maxLagMs: number;
}

/**
 * The windows in order of time. Where some of its calls hung a window is told in parts: parts with the same ends are put
 * together.
 */
export function readLoadWindows(events: readonly JournalEvent[]): LoadWindow[] {
  const told = events.filter((event) => event.type === 'load-window');
  return [...Map.groupBy(told, ({ startUs, endUs }) => `${startUs}-${endUs}`).values()]
    .flatMap((parts) => joinParts(parts) ?? [])
    .sort((left, right) => left.startUs - right.startUs);
}

function joinParts(parts: readonly JournalEventOf<'load-window'>[]): LoadWindow | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  return {
    startUs: first.startUs,
    endUs: first.endUs,
    ...addOutcomes(parts),
    byStatus: addStatuses(parts),
    byName: addNames(parts),
    corrected: parts.map(({ correctedHistogram }) => decodeLatencies(correctedHistogram)),
    uncorrected: parts.map(({ uncorrectedHistogram }) => decodeLatencies(uncorrectedHistogram)),
    maxLagMs: Math.max(...parts.map(({ maxLagMs }) => maxLagMs)),
  };
}

/** The windows of a span. */
export function windowsWithin(windows: readonly LoadWindow[], span: Span): LoadWindow[] {
  return windows.filter((window) => isWithin(window, span));
}

/** Outcomes added up. */
export function addOutcomes(counts: readonly OutcomeCounts[]): OutcomeCounts {
  const total = { ok: 0, failed: 0, unknown: 0 };
  for (const { ok, failed, unknown } of counts) {
    total.ok += ok;
    total.failed += failed;
    total.unknown += unknown;
  }
  return total;
}

/** Answers by HTTP status, added up. */
export function addStatuses(windows: readonly Pick<LoadWindow, 'byStatus'>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const { byStatus } of windows) {
    for (const [status, count] of Object.entries(byStatus)) total[status] = (total[status] ?? 0) + count;
  }
  return total;
}

/** Outcomes by the name of the operation, added up. */
export function addNames(windows: readonly Pick<LoadWindow, 'byName'>[]): Record<string, OutcomeCounts> {
  const total: Record<string, OutcomeCounts> = {};
  for (const { byName } of windows) {
    for (const [name, counts] of Object.entries(byName)) {
      const sofar = total[name];
      total[name] = sofar === undefined ? counts : addOutcomes([sofar, counts]);
    }
  }
  return total;
}
