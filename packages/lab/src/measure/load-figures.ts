/** What the clients saw, from the windows of the load generator. */
import type { JournalEvent, JournalEventOf, LatencySummary } from '../journal/event.ts';
import { joinHistograms, mergeHistograms } from './histograms.ts';
import type { Measured } from './measured.ts';
import { absent, measured, percentOf } from './measured.ts';

export type LoadWindow = JournalEventOf<'load-window'>;

/** A span of time on the monotonic clock. */
export interface Span {
  readonly startUs: number;
  readonly endUs: number;
}

export interface LoadFigures {
  /** Operations whose outcome counts: ok, failed and unknown. */
  readonly samples: number;
  readonly ok: number;
  readonly failed: number;
  readonly unknown: number;
  /** Operations a second over the windows' own length. */
  readonly ratePerSecond: Measured;
  /** Share of the operations that were ok; unknown ones are not. */
  readonly successPercent: Measured;
  /** From the intended start: what a user would have waited. Absent where nothing was recorded. */
  readonly corrected: LatencySummary | undefined;
  /** From the moment of sending. */
  readonly uncorrected: LatencySummary | undefined;
  readonly byName: Readonly<Record<string, { ok: number; failed: number; unknown: number }>>;
  readonly byStatus: Readonly<Record<string, number>>;
  /** How late a request was sent at worst. */
  readonly maxLagMs: number;
}

/**
 * The windows of a load in order of time. A window is told in parts where some of its calls hung: parts with the same
 * ends are put together.
 */
export function readLoadWindows(events: readonly JournalEvent[]): LoadWindow[] {
  const parts = events.filter((event): event is LoadWindow => event.type === 'load-window');
  const windows = [...Map.groupBy(parts, ({ startUs, endUs }) => `${startUs}-${endUs}`).values()].map(joinParts);
  return windows.flatMap((window) => window ?? []).sort((left, right) => left.startUs - right.startUs);
}

function joinParts(parts: readonly LoadWindow[]): LoadWindow | undefined {
  const [first, ...others] = parts;
  if (first === undefined || others.length === 0) return first;
  const sum = (of: (part: LoadWindow) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const corrected = joinHistograms(parts.map(({ correctedHistogram }) => correctedHistogram));
  const uncorrected = joinHistograms(parts.map(({ uncorrectedHistogram }) => uncorrectedHistogram));
  return {
    ...first,
    intended: sum(({ intended }) => intended),
    sent: sum(({ sent }) => sent),
    ok: sum(({ ok }) => ok),
    failed: sum(({ failed }) => failed),
    unknown: sum(({ unknown }) => unknown),
    byStatus: addByStatus(parts),
    byName: addByName(parts),
    corrected: corrected.summary ?? first.corrected,
    uncorrected: uncorrected.summary ?? first.uncorrected,
    correctedHistogram: corrected.encoded,
    uncorrectedHistogram: uncorrected.encoded,
    maxLagMs: Math.max(...parts.map(({ maxLagMs }) => maxLagMs)),
  };
}

/** A window belongs to the span that its middle lies in; windows are cut where phases begin and end. */
export function windowsWithin(windows: readonly LoadWindow[], span: Span): LoadWindow[] {
  return windows.filter((window) => {
    const middleUs = (window.startUs + window.endUs) / 2;
    return middleUs >= span.startUs && middleUs < span.endUs;
  });
}

/** The figures of some windows together. */
export function measureLoad(windows: readonly LoadWindow[]): LoadFigures {
  const sum = (of: (window: LoadWindow) => number): number => windows.reduce((total, window) => total + of(window), 0);
  const ok = sum((window) => window.ok);
  const failed = sum((window) => window.failed);
  const unknown = sum((window) => window.unknown);
  const samples = ok + failed + unknown;
  const lengthUs = sum((window) => window.endUs - window.startUs);
  return {
    samples,
    ok,
    failed,
    unknown,
    ratePerSecond: lengthUs === 0 ? absent('no load ran') : measured((samples * 1e6) / lengthUs),
    successPercent: percentOf(ok, samples, 'no operation was carried out'),
    corrected: mergeHistograms(windows.map((window) => window.correctedHistogram)),
    uncorrected: mergeHistograms(windows.map((window) => window.uncorrectedHistogram)),
    byName: addByName(windows),
    byStatus: addByStatus(windows),
    maxLagMs: windows.reduce((worst, window) => Math.max(worst, window.maxLagMs), 0),
  };
}

function addByName(windows: readonly LoadWindow[]): LoadFigures['byName'] {
  const total: Record<string, { ok: number; failed: number; unknown: number }> = {};
  for (const window of windows) {
    for (const [name, counts] of Object.entries(window.byName)) {
      const sofar = total[name] ?? { ok: 0, failed: 0, unknown: 0 };
      total[name] = {
        ok: sofar.ok + counts.ok,
        failed: sofar.failed + counts.failed,
        unknown: sofar.unknown + counts.unknown,
      };
    }
  }
  return total;
}

function addByStatus(windows: readonly LoadWindow[]): LoadFigures['byStatus'] {
  const total: Record<string, number> = {};
  for (const window of windows) {
    for (const [status, count] of Object.entries(window.byStatus)) total[status] = (total[status] ?? 0) + count;
  }
  return total;
}

/** The success rate from which on a window counts as available. */
export const availableFromPercent = 95;

/**
 * The share of time in which the service was available, in percent: windows with at least 95 % success, weighted by
 * their length. Windows without an operation say nothing and are left out.
 */
export function measureAvailability(windows: readonly LoadWindow[]): Measured {
  const used = windows.filter((window) => window.ok + window.failed + window.unknown > 0);
  const lengthOf = (some: readonly LoadWindow[]): number =>
    some.reduce((total, window) => total + window.endUs - window.startUs, 0);
  const available = used.filter(
    ({ ok, failed, unknown }) => ok / (ok + failed + unknown) >= availableFromPercent / 100,
  );
  return percentOf(lengthOf(available), lengthOf(used), 'no operation was carried out');
}
