/** Puts part windows together, where a rate would be that of a handful of requests. Pure. */
import { higher } from '../model/load-columns.ts';
import type { LoadSeries } from '../model/series.ts';

/**
 * A shorter window is no point of its own. Phases cut windows where they begin and end, into parts of a few milliseconds:
 * at 400 requests a second one of 14 ms has five or six, so that its rate is 20 % off although nothing happened.
 */
const shortestUs = 250_000;

/** Which windows make one: from a place up to another. */
type Group = readonly [from: number, to: number];

/**
 * The same load with its part windows joined to the window before that they follow on, else to the one after. Counts
 * are added up, rates are over the whole length; a percentile is the highest of the parts', as it cannot be added. The
 * same object where no window is short.
 */
export function joinShortWindows(load: LoadSeries): LoadSeries {
  const groups = groupWindows(load);
  if (groups.length === load.length) return load;
  const sum = (column: (place: number) => number) => collect(groups, column, (left, right) => left + right);
  const highest = (column: Float64Array) => collect(groups, (place) => column[place] ?? Number.NaN, higher);
  const startUs = Float64Array.from(groups, ([from]) => load.startUs[from] ?? 0);
  const endUs = Float64Array.from(groups, ([, to]) => load.endUs[to - 1] ?? 0);
  const samples = sum((place) => samplesOf(load, place));
  const succeeded = sum((place) => {
    const count = samplesOf(load, place);
    return count === 0 ? 0 : (count * (load.successPercent[place] ?? 0)) / 100;
  });
  return {
    ...{ length: groups.length, startUs, endUs },
    ratePerSecond: samples.map((count, place) => (count * 1e6) / ((endUs[place] ?? 0) - (startUs[place] ?? 0))),
    successPercent: samples.map((count, place) => (count === 0 ? Number.NaN : (100 * (succeeded[place] ?? 0)) / count)),
    failed: sum((place) => load.failed[place] ?? 0),
    unknown: sum((place) => load.unknown[place] ?? 0),
    ...{ p50Ms: highest(load.p50Ms), p95Ms: highest(load.p95Ms), p99Ms: highest(load.p99Ms) },
  };
}

function groupWindows({ length, startUs, endUs }: LoadSeries): readonly Group[] {
  const groups: Group[] = [];
  const lengthOf = (from: number, to: number) => (endUs[to - 1] ?? 0) - (startUs[from] ?? 0);
  for (let place = 0; place < length; place += 1) {
    const before = groups.at(-1);
    const isNext = before !== undefined && endUs[before[1] - 1] === startUs[place];
    if (isNext && Math.min(lengthOf(place, place + 1), lengthOf(...before)) < shortestUs) {
      groups[groups.length - 1] = [before[0], place + 1];
    } else groups.push([place, place + 1]);
  }
  return groups;
}

function samplesOf({ ratePerSecond, startUs, endUs }: LoadSeries, place: number): number {
  return ((ratePerSecond[place] ?? 0) * ((endUs[place] ?? 0) - (startUs[place] ?? 0))) / 1e6;
}

function collect(
  groups: readonly Group[],
  column: (place: number) => number,
  join: (left: number, right: number) => number,
): Float64Array {
  return Float64Array.from(groups, ([from, to]) => {
    let value = column(from);
    for (let place = from + 1; place < to; place += 1) value = join(value, column(place));
    return value;
  });
}
