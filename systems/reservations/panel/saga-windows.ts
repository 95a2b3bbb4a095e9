/** The orchestrators' windows of about half a second, and what they come to. Pure. */
import type { JournalEventOf } from '@temblor/lab/journal/event';

export type SagaWindow = JournalEventOf<'saga-window'>;

/** A row of the last minute: counts of what ended in a second, or how many there were in it at most. */
export type MinuteRow = 'completed' | 'compensated' | 'unknown' | 'backward' | 'undelivered';

/** In how many sagas an outcome became unknown in a second. */
export interface DoubtfulSecond {
  readonly startUs: number;
  readonly sagas: number;
}

export interface LastMinute {
  readonly startUs: number;
  /** The end of the second in which the moment lies. */
  readonly endUs: number;
  /** A value a second, the oldest first. */
  readonly rows: Readonly<Record<MinuteRow, readonly number[]>>;
}

const minuteSeconds = 60;
const secondUs = 1_000_000;
/** What is remembered of windows and doubts, in microseconds. */
export const minuteUs = minuteSeconds * secondUs;

/** Appends a window, and forgets those that are more than a minute older. */
export function rememberWindow(windows: readonly SagaWindow[], window: SagaWindow): readonly SagaWindow[] {
  const fromUs = window.endUs - minuteUs;
  return [...windows.filter(({ endUs }) => endUs > fromUs), window];
}

/** Counts one more saga with an outcome that nobody knows, and forgets what is more than a minute older. */
export function rememberDoubt(seconds: readonly DoubtfulSecond[], atUs: number): readonly DoubtfulSecond[] {
  const startUs = Math.floor(atUs / secondUs) * secondUs;
  const known = seconds.find((second) => second.startUs === startUs);
  const others = seconds.filter((second) => second !== known && second.startUs > startUs - minuteUs);
  return [...others, { startUs, sagas: (known?.sagas ?? 0) + 1 }];
}

/** Whether nothing was under way and nothing ended: further such windows are not told. */
export function isIdle({ forward, backward, committed, undelivered, completed, compensated, latency }: SagaWindow) {
  return forward + backward + committed + undelivered + completed + compensated + latency.count === 0;
}

/**
 * The minute up to a moment. Counts are shared out where a window lies across two seconds. Most outcomes become known again
 * before a window tells of them: the sagas of which one became unknown count too.
 */
export function readLastMinute(
  { windows, doubts }: { readonly windows: readonly SagaWindow[]; readonly doubts: readonly DoubtfulSecond[] },
  atUs: number,
): LastMinute {
  const endUs = Math.ceil(atUs / secondUs) * secondUs;
  const startUs = endUs - minuteUs;
  const seconds = Array.from({ length: minuteSeconds }, (_, second) => startUs + second * secondUs);
  const byInstance = [...Map.groupBy(windows, ({ instance }) => instance).values()];
  const counted = (row: MinuteRow) =>
    seconds.map((fromUs) => sum(windows.map((window) => window[row] * shareIn(window, fromUs))));
  const most = (row: MinuteRow) =>
    seconds.map((fromUs) =>
      sum(
        byInstance.map((own) => {
          const told = own.filter((window) => window.endUs > fromUs && window.endUs <= fromUs + secondUs);
          return Math.max(0, ...told.map((window) => window[row]));
        }),
      ),
    );
  const doubtful = new Map(doubts.map((second) => [second.startUs, second.sagas]));
  const unknown = most('unknown').map((told, at) => Math.max(told, doubtful.get(seconds[at] ?? 0) ?? 0));
  const rows = {
    ...{ completed: counted('completed'), compensated: counted('compensated') },
    ...{ unknown, backward: most('backward'), undelivered: most('undelivered') },
  };
  return { startUs, endUs, rows };
}

/** The highest p95 of any window, in ms, for percentiles do not add up; null where nobody was answered. */
export function highestP95Ms(windows: readonly SagaWindow[]): number | null {
  const answered = windows.filter(({ latency }) => latency.count > 0);
  return answered.length === 0 ? null : Math.max(...answered.map(({ latency }) => latency.p95Ms));
}

/** The sum of what windows say. */
export function sumOf(windows: readonly SagaWindow[], read: (window: SagaWindow) => number): number {
  return sum(windows.map(read));
}

/** Which part of a window lies in the second from a moment on. */
function shareIn({ startUs, endUs }: SagaWindow, fromUs: number): number {
  const commonUs = Math.min(endUs, fromUs + secondUs) - Math.max(startUs, fromUs);
  return Math.max(0, commonUs) / Math.max(1, endUs - startUs);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
