/** From the range that a user chose to the moments that charts show. All times are microseconds on the journal's clock. */
import type { TimeCursor, TimeRange } from '../context/time-view.tsx';

export interface Bounds {
  readonly startUs: number;
  readonly endUs: number;
}

/** Less than this is not shown: nothing in a journal is finer, and an axis needs a length. */
const shortestUs = 2_000;

/** A journal that has just begun is shown as if it were this long, so that its first seconds do not fill the picture. */
const shortestJournalUs = 10_000_000;

/** How much of a sliding range lies behind a cursor that stands somewhere in it. */
const behindCursor = 0.75;

/** What a range shows. A sliding one ends with the journal, or lies around the cursor where that stands at a moment. */
export function boundsOf(range: TimeRange, cursor: TimeCursor, span: Bounds): Bounds {
  const journal = { startUs: span.startUs, endUs: Math.max(span.endUs, span.startUs + shortestJournalUs) };
  switch (range.kind) {
    case 'all':
      return journal;
    case 'span':
      return { startUs: range.startUs, endUs: Math.max(range.endUs, range.startUs + shortestUs) };
    case 'last': {
      const newestUs = span.endUs;
      const wantedUs =
        cursor.kind === 'live' ? newestUs : Math.min(newestUs, cursor.atUs + range.lengthUs * (1 - behindCursor));
      const startUs = Math.max(span.startUs, wantedUs - range.lengthUs);
      return { startUs, endUs: Math.max(wantedUs, startUs + Math.min(range.lengthUs, shortestJournalUs)) };
    }
    default:
      return range satisfies never;
  }
}

/** A part of it, or more than it: `factor` below 1 shows less. The moment `aroundUs` stays where it is in the picture. */
export function zoomed(bounds: Bounds, factor: number, aroundUs: number, span: Bounds): Bounds {
  const around = Math.min(Math.max(aroundUs, bounds.startUs), bounds.endUs);
  const startUs = around - (around - bounds.startUs) * factor;
  const endUs = around + (bounds.endUs - around) * factor;
  if (endUs - startUs < shortestUs) return bounds;
  return { startUs: Math.max(startUs, span.startUs), endUs: Math.min(endUs, Math.max(span.endUs, bounds.endUs)) };
}

/** The same length, moved only where the moment would not be seen otherwise; then the moment is in its middle. */
export function shownAround(bounds: Bounds, atUs: number): Bounds {
  if (atUs >= bounds.startUs && atUs <= bounds.endUs) return bounds;
  const half = (bounds.endUs - bounds.startUs) / 2;
  return { startUs: atUs - half, endUs: atUs + half };
}
