/** What the clients saw, from the windows of the load generator. */
import type { LatencySummary } from '../journal/event.ts';
import type { LoadWindow, OutcomeCounts } from './load-windows.ts';
import { addNames, addOutcomes, addStatuses } from './load-windows.ts';
import type { Measured } from './measured.ts';
import { absent, measured, percentOf } from './measured.ts';
import { summariseLatencies } from './recorded-latencies.ts';

export interface LoadFigures extends OutcomeCounts {
  /** Operations whose outcome counts: ok, failed and unknown. */
  readonly samples: number;
  /** Operations a second over the windows' own length. */
  readonly ratePerSecond: Measured;
  /** Share of the operations that were ok; unknown ones are not. */
  readonly successPercent: Measured;
  /** From the intended start: what a user would have waited. Absent where nothing was recorded. */
  readonly corrected: LatencySummary | undefined;
  /** From the moment of sending. */
  readonly uncorrected: LatencySummary | undefined;
  readonly byName: Readonly<Record<string, OutcomeCounts>>;
  readonly byStatus: Readonly<Record<string, number>>;
  /** How late a request was sent at worst. */
  readonly maxLagMs: number;
}

/** The figures of some windows together. */
export function measureLoad(windows: readonly LoadWindow[]): LoadFigures {
  const outcomes = addOutcomes(windows);
  const samples = sampleCount(outcomes);
  const lengthUs = totalLengthUs(windows);
  return {
    ...outcomes,
    samples,
    ratePerSecond: lengthUs === 0 ? absent('no load ran') : measured((samples * 1e6) / lengthUs),
    successPercent: percentOf(outcomes.ok, samples, 'no operation was carried out'),
    corrected: summariseLatencies(windows.flatMap(({ corrected }) => corrected)),
    uncorrected: summariseLatencies(windows.flatMap(({ uncorrected }) => uncorrected)),
    byName: addNames(windows),
    byStatus: addStatuses(windows),
    maxLagMs: Math.max(0, ...windows.map(({ maxLagMs }) => maxLagMs)),
  };
}

/** The success rate from which on a window counts as available. */
const availableFrom = 0.95;

/**
 * The share of time in which the service was available, in percent: windows with at least 95 % success, weighted by
 * their length. Windows without an operation say nothing and are left out.
 */
export function measureAvailability(windows: readonly LoadWindow[]): Measured {
  const used = windows.filter((window) => sampleCount(window) > 0);
  const available = used.filter((window) => window.ok / sampleCount(window) >= availableFrom);
  return percentOf(totalLengthUs(available), totalLengthUs(used), 'no operation was carried out');
}

/** The operations of a window that have an outcome. */
function sampleCount({ ok, failed, unknown }: OutcomeCounts): number {
  return ok + failed + unknown;
}

function totalLengthUs(windows: readonly LoadWindow[]): number {
  return windows.reduce((total, { startUs, endUs }) => total + endUs - startUs, 0);
}
