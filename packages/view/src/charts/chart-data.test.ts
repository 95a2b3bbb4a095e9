import { describe, expect, it } from 'vitest';
import type { LinkSeries, LoadSeries } from '../model/series.ts';
import type { SeriesSource } from './chart-data.ts';
import { chartKinds, chartTable, linesOf, shownWindows } from './chart-data.ts';
import { stepFrom } from './chart-table.ts';

const second = 1_000_000;
const column = (...values: number[]) => Float64Array.from(values);

const load: LoadSeries = {
  length: 3,
  startUs: column(0, second, 2 * second),
  endUs: column(second, 2 * second, 2.5 * second),
  ratePerSecond: column(100, 100, 0),
  successPercent: column(100, 90, Number.NaN),
  failed: column(0, 8, 0),
  unknown: column(0, 2, 1),
  p50Ms: column(1, 2, Number.NaN),
  p95Ms: column(3, 4, Number.NaN),
  p99Ms: column(5, 6, Number.NaN),
};

function link(startUs: number, rates: readonly number[], errors: readonly number[]): LinkSeries {
  const values = rates.map((_, place) => place + 1);
  return {
    length: rates.length,
    startUs: Float64Array.from(rates, (_, place) => startUs + place * second),
    endUs: Float64Array.from(rates, (_, place) => startUs + (place + 1) * second),
    ratePerSecond: Float64Array.from(rates),
    errorsPerSecond: Float64Array.from(errors),
    p50Ms: Float64Array.from(values),
    p95Ms: Float64Array.from(values),
    p99Ms: Float64Array.from(values),
  };
}

const links: Record<string, LinkSeries> = {
  orders: link(0, [10, 20, 30], [0, 5, 0]),
  inventory: link(second + 20_000, [7, 0], [0, 0]),
};

const series: SeriesSource = {
  loadSeries: () => load,
  serviceSeries: (_, service) => links[service] ?? link(0, [], []),
};
const source = { series, system: 'voting' };
const all = { startUs: 0, endUs: 10 * second };
const values = (columns: readonly Float64Array[]) => columns.map((one) => [...one]);

describe('the charts of what clients saw', () => {
  it('set what succeeded beside what was asked', () => {
    const { columns } = chartTable('rate', shownWindows({ kind: 'clients' }, source, all));
    expect(values(columns)).toEqual([
      [100, 100, 0],
      [100, 90, 0],
    ]);
  });

  it('count failures by the second, whatever the length of the window', () => {
    const { columns } = chartTable('failures', shownWindows({ kind: 'clients' }, source, all));
    expect(values(columns)).toEqual([
      [0, 8, 0],
      [0, 2, 2],
    ]);
  });

  it('hold the windows that overlap with the range, and copy no column that is there', () => {
    const table = chartTable(
      'latency',
      shownWindows({ kind: 'clients' }, source, { startUs: 1.5 * second, endUs: 2 * second }),
    );
    expect(values(table.columns)).toEqual([[2], [4], [6]]);
    expect(table.columns[0]?.buffer).toBe(load.p50Ms.buffer);
  });
});

describe('the charts of services', () => {
  it('derive success from errors', () => {
    const { columns } = chartTable('success', shownWindows({ kind: 'service', service: 'orders' }, source, all));
    expect(values(columns)).toEqual([[100, 75, 100]]);
  });

  it('put services beside each other though their windows do not end at the same time', () => {
    const subject = { kind: 'services', services: ['orders', 'inventory'] } as const;
    const { columns } = chartTable('rate', shownWindows(subject, source, all));
    expect(values(columns)).toEqual([
      [10, 20, 30],
      [Number.NaN, 7, 0],
    ]);
  });

  it('have a column for each of their lines', () => {
    for (const kind of chartKinds) {
      for (const subject of [
        { kind: 'clients' },
        { kind: 'service', service: 'orders' },
        { kind: 'services', services: ['orders', 'inventory'] },
      ] as const) {
        expect(chartTable(kind, shownWindows(subject, source, all)).columns).toHaveLength(
          linesOf(kind, subject).length,
        );
      }
    }
  });
});

describe('stepping through windows', () => {
  it('goes from end to end and stays within', () => {
    expect(stepFrom(load, second, 1)).toBe(2 * second);
    expect(stepFrom(load, 1.5 * second, -1)).toBe(second);
    expect(stepFrom(load, 2.5 * second, 1)).toBe(2.5 * second);
    expect(stepFrom(link(0, [], []), 5, 1)).toBeUndefined();
  });
});
