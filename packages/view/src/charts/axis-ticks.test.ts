import { describe, expect, it } from 'vitest';
import { clockTime, logarithmicTicks, timeTickLabel, timeTicks, valueTicks } from './axis-ticks.ts';

const noon = Date.UTC(2026, 5, 1, 12, 0, 0);

describe('ticks of time', () => {
  it('stand on round times, as many as have room', () => {
    const { atMs, stepMs } = timeTicks(noon + 3_300, noon + 63_300, 0, 6);
    expect(stepMs).toBe(10_000);
    expect(atMs.map((at) => timeTickLabel(at, stepMs, 0))).toEqual([
      '12:00:10',
      '12:00:20',
      '12:00:30',
      '12:00:40',
      '12:00:50',
      '12:01:00',
    ]);
  });

  it('show milliseconds where less than seconds is between them', () => {
    const { atMs, stepMs } = timeTicks(noon, noon + 400, 0, 4);
    expect(atMs.slice(0, 2).map((at) => timeTickLabel(at, stepMs, 0))).toEqual(['00:00.000', '00:00.100']);
  });

  it('are round by the time of the place, even where that is half an hour off', () => {
    const { atMs, stepMs } = timeTicks(noon, noon + 4 * 3_600_000, 330, 4);
    expect(atMs.map((at) => timeTickLabel(at, stepMs, 330))).toEqual(['18:00', '19:00', '20:00', '21:00']);
  });

  it('give more than a day a step of whole days', () => {
    expect(timeTicks(noon, noon + 10 * 86_400_000, 0, 5).stepMs).toBe(2 * 86_400_000);
  });
});

describe('the time of day', () => {
  it('has milliseconds', () => {
    expect(clockTime(noon + 1_234.4, 60)).toBe('13:00:01.234');
  });
});

describe('ticks of values', () => {
  it('are round, begin with zero, and reach the highest value', () => {
    expect(valueTicks(203, 4)).toEqual([0, 100, 200, 300]);
    expect(valueTicks(0.3, 4)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(valueTicks(1, 4)).toEqual([0, 0.5, 1]);
  });

  it('of a logarithmic axis are powers of ten', () => {
    expect(logarithmicTicks(1, 10_000)).toEqual([1, 10, 100, 1_000, 10_000]);
  });

  it('of a short logarithmic axis have steps between', () => {
    expect(logarithmicTicks(1, 50)).toEqual([1, 2, 5, 10, 20, 50]);
  });
});
