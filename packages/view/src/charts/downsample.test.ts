import { describe, expect, it } from 'vitest';
import type { ChartTable } from './chart-table.ts';
import { downsample } from './downsample.ts';

function table(values: readonly number[], windowUs = 1_000_000): ChartTable {
  return {
    length: values.length,
    startUs: Float64Array.from(values, (_, place) => place * windowUs),
    endUs: Float64Array.from(values, (_, place) => (place + 1) * windowUs),
    columns: [Float64Array.from(values)],
  };
}

describe('fewer windows', () => {
  it('leaves a table alone that is short enough', () => {
    const short = table([1, 2, 3]);
    expect(downsample(short, 3_000_000)).toBe(short);
  });

  it('keeps every peak and every dip', () => {
    const values = Array.from({ length: 36_000 }, () => 100);
    values[17_001] = 900;
    values[17_002] = 3;
    const drawn = downsample(table(values), 36_000_000_000);
    expect(drawn.length).toBeLessThanOrEqual(2_004);
    const column = [...(drawn.columns[0] ?? [])];
    expect(Math.max(...column)).toBe(900);
    expect(Math.min(...column)).toBe(3);
    expect(column.indexOf(900)).toBeLessThan(column.indexOf(3));
  });

  it('stays in order of time, from the first window to the last', () => {
    const drawn = downsample(table(Array.from({ length: 5_000 }, (_, place) => place)), 5_000_000_000);
    expect(drawn.startUs[0]).toBe(0);
    expect(drawn.endUs.at(-1)).toBe(5_000_000_000);
    for (let place = 1; place < drawn.length; place += 1) {
      expect(drawn.endUs[place]).toBeGreaterThan(drawn.endUs[place - 1] ?? 0);
    }
  });

  it('does not take a lack of measurements for a value', () => {
    const values = Array.from({ length: 4_000 }, (_, place) => (place < 2_000 ? Number.NaN : 7));
    const column = downsample(table(values), 4_000_000_000).columns[0];
    expect(column?.[0]).toBeNaN();
    expect(column?.at(-1)).toBe(7);
  });

  it('draws the same windows the same when the range slides by', () => {
    const values = Array.from({ length: 9_000 }, (_, place) => (place * 7919) % 101);
    const whole = table(values);
    const slid: ChartTable = {
      length: 8_000,
      startUs: whole.startUs.subarray(1_000),
      endUs: whole.endUs.subarray(1_000),
      columns: whole.columns.map((column) => column.subarray(1_000)),
    };
    const before = downsample({ ...whole, length: 8_000 }, 8_000_000_000);
    const after = downsample(slid, 8_000_000_000);
    const shared = new Set(before.endUs);
    const known = [...after.endUs].filter((at) => at < 7_000_000_000 && at > 1_100_000_000);
    expect(known.every((at) => shared.has(at))).toBe(true);
  });
});
