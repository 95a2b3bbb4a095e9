import { describe, expect, it } from 'vitest';
import type { PlotFrame } from './plot-frame.ts';
import { restBetween } from './plot-frame.ts';

const second = 1_000_000;

const frame: PlotFrame = {
  bounds: { startUs: 0, endUs: 3_600 * second },
  table: { length: 0, startUs: new Float64Array(), endUs: new Float64Array(), columns: [] },
  scale: { lowest: 0, highest: 1, ticks: [0, 1] },
  marks: { faults: [], health: [], phases: [], lengths: [] },
  cursorUs: null,
  wallClockMs: (atUs) => atUs / 1000,
  zoneMinutes: 0,
  formatTick: String,
  formatMs: String,
};
const later = (by: number) => ({ startUs: by, endUs: 3_600 * second + by });

describe('the pace of drawing', () => {
  it('is slow for a long time that only went on', () => {
    expect(restBetween(frame, { ...frame, bounds: later(second) }, 1_000)).toBe(1_000);
  });

  it('is as fast as frames come for a short time', () => {
    const minute = { ...frame, bounds: { startUs: 0, endUs: 60 * second } };
    const next = { ...frame, bounds: { startUs: second / 10, endUs: 60.1 * second } };
    expect(restBetween(minute, next, 1_000)).toBeLessThan(100);
  });

  it('does not keep a user waiting who moves the cursor or the range, nor a mark', () => {
    expect(restBetween(frame, { ...frame, cursorUs: 5 }, 1_000)).toBe(0);
    expect(restBetween(frame, { ...frame, bounds: later(600 * second) }, 1_000)).toBe(0);
    expect(restBetween(frame, { ...frame, marks: { ...frame.marks } }, 1_000)).toBe(0);
  });
});
