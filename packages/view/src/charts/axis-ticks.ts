/** Where an axis has its ticks, and what stands beside them. */

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

const timeStepsMs: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * secondMs),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minuteMs),
  ...[1, 2, 3, 6, 12, 24].map((hours) => hours * hourMs),
];

export interface TimeTicks {
  /** Milliseconds since 1970. */
  readonly atMs: readonly number[];
  readonly stepMs: number;
}

/**
 * Ticks on round times of day.
 *
 * @param zoneMinutes what to add to UTC for the time of the place.
 * @param most how many labels have room.
 */
export function timeTicks(startMs: number, endMs: number, zoneMinutes: number, most: number): TimeTicks {
  const wanted = (endMs - startMs) / Math.max(1, most);
  const day = 24 * hourMs;
  const stepMs = timeStepsMs.find((step) => step >= wanted) ?? Math.ceil(wanted / day) * day;
  const zoneMs = zoneMinutes * minuteMs;
  const first = Math.ceil((startMs + zoneMs) / stepMs) * stepMs - zoneMs;
  const atMs: number[] = [];
  for (let at = first; at <= endMs; at += stepMs) atMs.push(at);
  return { atMs, stepMs };
}

/** The time of day as fine as the step needs it: `14:05`, `14:05:30`, `05:30.250`. */
export function timeTickLabel(atMs: number, stepMs: number, zoneMinutes: number): string {
  const clock = clockTime(atMs, zoneMinutes);
  if (stepMs >= minuteMs) return clock.slice(0, 5);
  return stepMs >= secondMs ? clock.slice(0, 8) : clock.slice(3);
}

/** The time of day to the millisecond, by 24 hours: `14:05:30.250`. */
export function clockTime(atMs: number, zoneMinutes: number): string {
  return new Date(Math.round(atMs) + zoneMinutes * minuteMs).toISOString().slice(11, 23);
}

/** Ticks at 1, 2 or 5 times a power of ten, from zero: the last one is not below `highest`. */
export function valueTicks(highest: number, most: number): readonly number[] {
  const step = roundUp(Math.max(highest, Number.MIN_VALUE) / most);
  const count = Math.ceil(highest / step - 1e-9);
  return Array.from({ length: Math.max(1, count) + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** Ticks of a logarithmic axis: powers of ten, and where these are few their double and fivefold too. */
export function logarithmicTicks(lowest: number, highest: number): readonly number[] {
  const first = Math.floor(Math.log10(lowest) + 1e-9);
  const last = Math.ceil(Math.log10(highest) - 1e-9);
  const parts = highest / lowest <= 250 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = first; power <= last; power += 1) {
    for (const part of parts) ticks.push(Number((part * 10 ** power).toPrecision(12)));
  }
  return ticks.filter((tick) => tick >= lowest * 0.999 && tick <= highest * 1.001);
}

/** The next of 1, 2 and 5 times a power of ten. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const part = [1, 2, 5, 10].find((step) => step * power >= value * (1 - 1e-9)) ?? 10;
  return part * power;
}
