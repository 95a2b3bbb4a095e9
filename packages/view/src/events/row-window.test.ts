import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAtEnd, rowsAt, scrollToRow } from './row-window.ts';

const short = { count: 100, rowPx: 30, viewPx: 300 };
const endless = { count: 2_000_000, rowPx: 30, viewPx: 300 };

describe('the rows of a long list', () => {
  it('are only those on the screen and a few beyond', () => {
    expect(rowsAt(short, 0)).toEqual({ first: 0, end: 18, topPx: 0, heightPx: 3000 });
    expect(rowsAt(short, 1500)).toEqual({ first: 42, end: 68, topPx: 1260, heightPx: 3000 });
    expect(rowsAt(short, 2700)).toMatchObject({ first: 82, end: 100 });
  });

  it('are none of an empty list', () => {
    expect(rowsAt({ ...short, count: 0 }, 0)).toEqual({ first: 0, end: 0, topPx: 0, heightPx: 0 });
  });

  it('stay within the list where it has become shorter than it was scrolled', () => {
    expect(rowsAt({ ...short, count: 13 }, 2700)).toEqual({ first: 0, end: 13, topPx: 0, heightPx: 390 });
  });

  it('can all be reached where the list is taller than a browser draws', () => {
    const { heightPx } = rowsAt(endless, 0);
    expect(heightPx).toBeLessThan(17_000_000);
    expect(rowsAt(endless, heightPx - endless.viewPx).end).toBe(endless.count);
    fc.assert(
      fc.property(fc.nat(endless.count - 1), fc.nat(heightPx - endless.viewPx), (row, scrollPx) => {
        const { first, end } = rowsAt(endless, scrollToRow(endless, scrollPx, row));
        expect(row).toBeGreaterThanOrEqual(first);
        expect(row).toBeLessThan(end);
      }),
      { seed: 7 },
    );
  });
});

describe('scrolling to a row', () => {
  it('leaves the list alone where the row is visible', () => {
    expect(scrollToRow(short, 300, 12)).toBe(300);
  });

  it('moves as little as possible to a near row, and a far one to the middle', () => {
    expect(scrollToRow(short, 300, 9)).toBe(270);
    expect(scrollToRow(short, 300, 20)).toBe(330);
    expect(scrollToRow(short, 0, 50)).toBe(1365);
  });

  it('knows the end', () => {
    expect(isAtEnd(short, 2700)).toBe(true);
    expect(isAtEnd(short, 2600)).toBe(false);
    expect(isAtEnd({ ...short, count: 3 }, 0)).toBe(true);
  });
});
