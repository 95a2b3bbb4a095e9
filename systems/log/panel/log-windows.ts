/** The nodes' windows of about a second, and what they come to. Pure. */
import type { JournalEventOf } from '@temblor/lab/journal/event';

export type LogWindow = JournalEventOf<'log-window'>;

/** What became of the clients' messages in a while. */
export interface LogTraffic {
  readonly accepted: number;
  /** Null where nothing was measured. */
  readonly acceptedPerSecond: number | null;
  readonly refused: number;
  readonly unknown: number;
  /** The highest p95 of any node and window, for percentiles do not add up; null where nothing was accepted. */
  readonly p95Ms: number | null;
}

const rememberedUs = 60_000_000;
/** Windows come once a second; a node without one for so long says nothing. */
export const silenceUs = 3_000_000;

/** Appends a window, and forgets those that are more than a minute older. */
export function rememberWindow(windows: readonly LogWindow[], window: LogWindow): readonly LogWindow[] {
  const fromUs = window.endUs - rememberedUs;
  return [...windows.filter(({ endUs }) => endUs > fromUs), window];
}

/** The last window of each node, of those that do not lie long before the newest. */
export function lastWindows(windows: readonly LogWindow[]): readonly LogWindow[] {
  const newestUs = Math.max(...windows.map(({ endUs }) => endUs));
  const byNode = new Map(windows.map((window) => [window.instance, window]));
  return [...byNode.values()].filter(({ endUs }) => endUs > newestUs - silenceUs);
}

/** The sum of windows. A message is counted at the node that its client turned to, and nowhere else. */
export function addWindows(windows: readonly LogWindow[]): LogTraffic {
  const p95s = windows.filter(({ latency }) => latency.count > 0).map(({ latency }) => latency.p95Ms);
  const rates = windows.map(({ accepted, startUs, endUs }) => (accepted * 1e6) / Math.max(1, endUs - startUs));
  return {
    accepted: sum(windows.map(({ accepted }) => accepted)),
    acceptedPerSecond: windows.length === 0 ? null : sum(rates),
    refused: sum(windows.map(({ refused }) => refused)),
    unknown: sum(windows.map(({ unknown }) => unknown)),
    p95Ms: p95s.length === 0 ? null : Math.max(...p95s),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
