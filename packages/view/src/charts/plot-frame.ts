/** What a chart shows at one moment, and how soon another frame of it is worth drawing. */
import type { ChartTable } from './chart-table.ts';
import type { Marks } from './marks.ts';
import type { Bounds } from './range-bounds.ts';
import type { ValueScale } from './value-scale.ts';

export interface PlotFrame {
  readonly bounds: Bounds;
  readonly table: ChartTable;
  readonly scale: ValueScale;
  readonly marks: Marks;
  /** Null where the cursor follows the journal's end. */
  readonly cursorUs: number | null;
  /** From the journal's clock to the wall clock, in milliseconds. */
  readonly wallClockMs: (atUs: number) => number;
  readonly zoneMinutes: number;
  readonly formatTick: (value: number) => string;
  readonly formatMs: (ms: number) => string;
}

/**
 * Milliseconds until the next frame: a picture of a long time is not drawn again for less than a pixel of it, as long as
 * nothing but time went by.
 *
 * @param width of the picture, in pixels.
 */
export function restBetween(drawn: PlotFrame, next: PlotFrame, width: number): number {
  const isOnlyLater =
    drawn.cursorUs === next.cursorUs && drawn.marks === next.marks && drawn.formatTick === next.formatTick;
  const drawnUs = drawn.bounds.endUs - drawn.bounds.startUs;
  const isSameRange = Math.abs(next.bounds.endUs - next.bounds.startUs - drawnUs) < drawnUs / 100;
  const isNear = Math.abs(next.bounds.endUs - drawn.bounds.endUs) < drawnUs / 100;
  if (!isOnlyLater || !isSameRange || !isNear || drawn.table.columns.length !== next.table.columns.length) return 0;
  return Math.min(1_000, drawnUs / 1_000 / Math.max(1, width));
}
