import { expect, it } from 'vitest';
import type { LoadSeries } from '../model/series.ts';
import { joinShortWindows } from './join-short-windows.ts';

type Window = readonly [startMs: number, endMs: number, ok: number, failed?: number, p99Ms?: number];

function load(...windows: readonly Window[]): LoadSeries {
  const column = (of: (window: Window) => number) => Float64Array.from(windows, of);
  const samples = ([, , ok, failed = 0]: Window) => ok + failed;
  return {
    length: windows.length,
    startUs: column(([start]) => start * 1000),
    endUs: column(([, end]) => end * 1000),
    ratePerSecond: column((window) => (samples(window) * 1000) / (window[1] - window[0])),
    successPercent: column((window) => (samples(window) === 0 ? Number.NaN : (100 * window[2]) / samples(window))),
    failed: column(([, , , failed = 0]) => failed),
    unknown: column(() => 0),
    ...{ p50Ms: column(() => 1), p95Ms: column(() => 2), p99Ms: column((window) => window[4] ?? 3) },
  };
}

it('a part window is joined to the one before, and its rate is over the length of both', () => {
  const joined = joinShortWindows(load([0, 1000, 400], [1000, 1014, 3, 1, 9], [1014, 2014, 400]));
  expect([...joined.startUs]).toEqual([0, 1_014_000]);
  expect([...joined.endUs]).toEqual([1_014_000, 2_014_000]);
  expect(joined.ratePerSecond[0]).toBeCloseTo(404_000 / 1014);
  expect(joined.successPercent[0]).toBeCloseTo((100 * 403) / 404);
  expect([...joined.failed]).toEqual([1, 0]);
  expect([...joined.p99Ms]).toEqual([9, 3]);
});

it('several in a row are joined, the first ones to the window after them', () => {
  const parts: readonly Window[] = [
    [0, 20, 8],
    [20, 70, 20],
    [70, 700, 250],
    [700, 800, 40],
    [800, 850, 20],
  ];
  expect([...joinShortWindows(load(...parts)).endUs]).toEqual([850_000]);
});

it('a dip that is real stays: also one of a second', () => {
  const joined = joinShortWindows(load([0, 1000, 400], [1000, 1500, 20], [1500, 2500, 400]));
  expect([...joined.ratePerSecond]).toEqual([400, 40, 400]);
});

it('a part window that follows on nothing stands alone; nothing is joined over a gap', () => {
  const apart = load([0, 1000, 400], [5000, 5100, 10], [7000, 8000, 400]);
  expect(joinShortWindows(apart)).toBe(apart);
});

it('without operations there is no success', () => {
  const joined = joinShortWindows(load([0, 1000, 0], [1000, 1010, 0]));
  expect([...joined.successPercent]).toEqual([Number.NaN]);
  expect([...joined.ratePerSecond]).toEqual([0]);
});
