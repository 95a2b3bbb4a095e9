import { describe, expect, it } from 'vitest';
import type { ChartTable } from './chart-table.ts';
import { valueScale } from './value-scale.ts';
import { summarise, valuesAt } from './value-summary.ts';

function table(...columns: number[][]): ChartTable {
  const length = columns[0]?.length ?? 0;
  return {
    length,
    startUs: Float64Array.from({ length }, (_, place) => place * 10),
    endUs: Float64Array.from({ length }, (_, place) => place * 10 + 10),
    columns: columns.map((values) => Float64Array.from(values)),
  };
}

describe('the vertical axis', () => {
  it('of rates begins with zero and reaches past the highest value', () => {
    const scale = valueScale('rate', table([150, 210]));
    expect(scale.lowest).toBe(0);
    expect(scale.highest).toBeGreaterThan(210);
    expect(scale.ticks).toEqual([0, 100, 200, 300]);
  });

  it('of success shows small losses, and zero where all was lost', () => {
    expect(valueScale('success', table([100, 97])).ticks).toEqual([95, 96, 97, 98, 99, 100]);
    expect(valueScale('success', table([100, 0])).ticks).toEqual([0, 25, 50, 75, 100]);
  });

  it('of latencies holds the lowest and the highest', () => {
    const scale = valueScale('latency', table([2, 3], [40, 2_300]));
    expect(scale.lowest).toBeLessThanOrEqual(2);
    expect(scale.lowest).toBeGreaterThan(0);
    expect(scale.highest).toBeGreaterThan(2_300);
    expect(scale.ticks).toEqual([1, 10, 100, 1_000]);
  });

  it('is there though nothing was measured', () => {
    for (const kind of ['rate', 'success', 'latency', 'failures'] as const) {
      const scale = valueScale(kind, table([]));
      expect(scale.highest).toBeGreaterThan(scale.lowest);
      expect(scale.ticks.length).toBeGreaterThan(1);
    }
  });
});

describe('values in words', () => {
  it('pass over what was not measured', () => {
    expect(summarise(Float64Array.of(3, 9, Number.NaN, 4, Number.NaN))).toEqual({ lowest: 3, highest: 9, last: 4 });
    expect(summarise(Float64Array.of(Number.NaN))).toBeUndefined();
  });

  it('are those of the window that holds the moment', () => {
    expect(valuesAt(table([1, 2, 3]), 15, null)).toEqual([2]);
    expect(valuesAt(table([1, 2, 3]), null, null)).toEqual([3]);
    expect(valuesAt(table([1, 2, 3]), 900, null)).toEqual([Number.NaN]);
  });

  it('are none at the newest moment when the load is over, but the last ones while it runs and its windows are late', () => {
    const measured = table([1, 2, 3], [4, 5, 6]);
    expect(valuesAt(measured, null, 30 + 1_000_000)).toEqual([3, 6]);
    expect(valuesAt(measured, null, 30 + 10_000_000)).toEqual([Number.NaN, Number.NaN]);
    expect(valuesAt(measured, 15, 30 + 10_000_000)).toEqual([2, 5]);
    expect(valuesAt(table([]), null, 10_000_000)).toEqual([Number.NaN]);
  });
});
