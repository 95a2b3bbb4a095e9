import { describe, expect, it } from 'vitest';
import { placeLabels } from './label-layout.ts';

const wish = (from: number, to: number) => ({ text: `${from}`, from, to });
const measure = () => 50;

describe('labels of marks', () => {
  it('stand in the middle of a mark that holds them', () => {
    expect(placeLabels([wish(100, 200)], 1, 500, 'beside', measure)[0]?.label?.left).toBe(125);
  });

  it('stand after a short mark, and before one at the right edge', () => {
    expect(placeLabels([wish(100, 102)], 1, 500, 'beside', measure)[0]?.label?.left).toBe(106);
    expect(placeLabels([wish(480, 482)], 1, 500, 'beside', measure)[0]?.label?.left).toBe(426);
  });

  it('go to the next row where the first one is taken', () => {
    const placed = placeLabels([wish(100, 102), wish(120, 122)], 2, 500, 'beside', measure);
    expect(placed.map(({ row }) => row)).toEqual([0, 1]);
  });

  it('are left out where no row has room; the mark stays', () => {
    const placed = placeLabels([wish(100, 102), wish(104, 106), wish(108, 110)], 2, 500, 'beside', measure);
    expect(placed[2]).toEqual({ row: 2, label: null });
    expect(placed).toHaveLength(3);
  });

  it('never lie over each other', () => {
    const wishes = Array.from({ length: 60 }, (_, place) => wish(place * 13, place * 13 + 5));
    const labels = placeLabels(wishes, 3, 900, 'beside', measure).flatMap(({ label }) => label ?? []);
    expect(labels.length).toBeGreaterThan(10);
    for (const row of [0, 1, 2]) {
      const lefts = labels.filter((label) => label.row === row).map(({ left }) => left);
      for (const [place, left] of lefts.slice(1).entries())
        expect(left - (lefts[place] ?? 0)).toBeGreaterThanOrEqual(50);
    }
  });

  it('can begin where their mark does, and then share a row with the next mark', () => {
    const placed = placeLabels([wish(100, 110), wish(160, 170)], 1, 500, 'from-start', measure);
    expect(placed.map(({ label }) => label?.left)).toEqual([100, 160]);
  });

  it('of a mark that begins before the picture stand in the part that is seen', () => {
    expect(placeLabels([wish(-1_000, 200)], 1, 500, 'beside', measure)[0]?.label?.left).toBe(75);
  });
});
