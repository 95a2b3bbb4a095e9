import { describe, expect, it } from 'vitest';
import type { LabelSide } from './label-layout.ts';
import { placeLabels } from './label-layout.ts';

const wish = (from: number, to: number) => ({ text: `${from}`, from, to });
const measure = () => 50;
const room = (rows: number, width: number, side: LabelSide) => ({ rows, width, side, gap: 4, measure });

describe('labels of marks', () => {
  it('stand in the middle of a mark that holds them', () => {
    expect(placeLabels([wish(100, 200)], room(1, 500, 'beside'))[0]?.label?.left).toBe(125);
  });

  it('stand after a short mark, and before one at the right edge', () => {
    expect(placeLabels([wish(100, 102)], room(1, 500, 'beside'))[0]?.label?.left).toBe(106);
    expect(placeLabels([wish(480, 482)], room(1, 500, 'beside'))[0]?.label?.left).toBe(426);
  });

  it('go to the next row where the first one is taken', () => {
    const placed = placeLabels([wish(100, 102), wish(120, 122)], room(2, 500, 'beside'));
    expect(placed.map(({ row }) => row)).toEqual([0, 1]);
  });

  it('are left out where no row has room; the mark stays', () => {
    const placed = placeLabels(
      [wish(100, 102), wish(104, 106), wish(108, 110), wish(400, 410)],
      room(2, 500, 'beside'),
    );
    expect(placed[2]).toEqual({ row: 2, label: null });
    expect(placed).toHaveLength(4);
  });

  it('never lie over each other', () => {
    const wishes = Array.from({ length: 60 }, (_, place) => wish(place * 13, place * 13 + 5));
    const labels = placeLabels(wishes, room(3, 900, 'beside')).flatMap(({ label }) => label ?? []);
    expect(labels.length).toBeGreaterThan(10);
    for (const row of [0, 1, 2]) {
      const lefts = labels.filter((label) => label.row === row).map(({ left }) => left);
      for (const [place, left] of lefts.slice(1).entries())
        expect(left - (lefts[place] ?? 0)).toBeGreaterThanOrEqual(50);
    }
  });

  it('can begin where their mark does, and then share a row with the next mark', () => {
    const placed = placeLabels([wish(100, 110), wish(170, 180)], room(1, 500, 'from-start'));
    expect(placed.map(({ label }) => label?.left)).toEqual([100, 170]);
  });

  it('stand apart from what comes next, further than from their own mark', () => {
    const placed = placeLabels([wish(100, 102), wish(160, 162), wish(168, 170)], room(2, 500, 'beside'));
    expect(placed.map(({ row }) => row)).toEqual([0, 1, 0]);
  });

  it.each(['beside', 'from-start'] as const)('of the last mark are there at the right edge (%s)', (side) => {
    const wishes = [wish(430, 440), wish(455, 465), wish(470, 480), wish(490, 500)];
    const placed = placeLabels(wishes, room(2, 500, side));
    const last = placed.at(-1);
    expect(last?.label?.text).toBe('490');
    expect((last?.label?.left ?? 0) + 50).toBeLessThanOrEqual(500);
    for (const { label } of placed.slice(0, -1)) {
      if (label !== null && label.row === last?.row) expect(label.left + 50).toBeLessThan(last.label?.left ?? 0);
    }
  });

  it('of a mark that begins before the picture stand in the part that is seen', () => {
    expect(placeLabels([wish(-1_000, 200)], room(1, 500, 'beside'))[0]?.label?.left).toBe(75);
  });
});
