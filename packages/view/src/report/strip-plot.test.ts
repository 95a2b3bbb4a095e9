import { sampleReport } from '@temblor/lab/report/testing/sample-run';
import { expect, test } from 'vitest';
import { buildStripPlot, roundTicks } from './strip-plot.ts';

test('every repeat of a phase with a fault is a point; a phase without a value has no row', () => {
  const plot = buildStripPlot(sampleReport({ repeats: 3 }).results, 'ttd');
  expect(plot?.rows.map(({ phase, points }) => [phase, points.length])).toEqual([
    ['crash', 3],
    ['latency', 3],
    ['intermittent', 3],
    ['incorrect', 3],
  ]);
  expect(plot?.rows[0]?.limitMs).toBe(1000);
  expect(plot?.endMs).toBe(1050);
});

test('a value past the limit is marked, and one of a phase without that limit is not', () => {
  const [result] = sampleReport({ repeats: 2 }).results.slice(1);
  if (result === undefined) throw new Error('the sample has no second phase');
  const ttd = { ...result.ttd, values: [900, null, 1200], worst: 1200 };
  const plot = buildStripPlot([{ ...result, ttd }], 'ttd');
  expect(plot?.rows[0]?.points).toEqual([
    { repeat: 1, valueMs: 900, beyond: false },
    { repeat: 3, valueMs: 1200, beyond: true },
  ]);
  expect(buildStripPlot([result], 'ttr')?.rows[0]).toMatchObject({ limitMs: null, points: [{ beyond: false }, {}] });
});

test('without any value there is no plot', () => {
  expect(buildStripPlot(sampleReport().results.slice(0, 1), 'ttr')).toBeNull();
});

test('ticks are round and few', () => {
  expect(roundTicks(1050, 5)).toEqual([0, 500, 1000]);
  expect(roundTicks(5.2, 5)).toEqual([0, 2, 4]);
  expect(roundTicks(0.35, 5)).toEqual([0, 0.1, 0.2, 0.3]);
});
