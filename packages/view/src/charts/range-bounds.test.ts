import { describe, expect, it } from 'vitest';
import { boundsOf, shownAround, zoomed } from './range-bounds.ts';

const second = 1_000_000;
const span = { startUs: 100 * second, endUs: 400 * second };

describe('the moments that a range shows', () => {
  it('ends with the journal while the cursor is live', () => {
    const range = { kind: 'last', lengthUs: 60 * second } as const;
    expect(boundsOf(range, { kind: 'live' }, span)).toEqual({ startUs: 340 * second, endUs: 400 * second });
  });

  it('lies around a cursor that stands at a moment', () => {
    const range = { kind: 'last', lengthUs: 60 * second } as const;
    const bounds = boundsOf(range, { kind: 'at', atUs: 200 * second }, span);
    expect(bounds).toEqual({ startUs: 155 * second, endUs: 215 * second });
  });

  it('begins with a journal that is shorter than the range', () => {
    const range = { kind: 'last', lengthUs: 900 * second } as const;
    expect(boundsOf(range, { kind: 'live' }, span)).toEqual(span);
  });

  it('has a length even where the journal is empty', () => {
    for (const kind of ['all', 'last'] as const) {
      const { startUs, endUs } = boundsOf({ kind, lengthUs: 60 * second }, { kind: 'live' }, { startUs: 0, endUs: 0 });
      expect(endUs).toBeGreaterThan(startUs);
    }
  });
});

describe('zooming', () => {
  it('keeps the moment in its place', () => {
    const near = zoomed(span, 0.5, 200 * second, span);
    expect(near).toEqual({ startUs: 150 * second, endUs: 300 * second });
    expect(zoomed(near, 2, 200 * second, span)).toEqual(span);
  });

  it('does not leave the journal, nor become finer than it', () => {
    expect(zoomed(span, 2, 250 * second, span)).toEqual(span);
    const fine = { startUs: 100 * second, endUs: 100 * second + 3_000 };
    expect(zoomed(fine, 0.5, fine.startUs, span)).toEqual(fine);
  });
});

describe('showing a moment', () => {
  it('moves the range only where the moment is outside of it', () => {
    expect(shownAround(span, 300 * second)).toEqual(span);
    expect(shownAround(span, 500 * second)).toEqual({ startUs: 350 * second, endUs: 650 * second });
  });
});
