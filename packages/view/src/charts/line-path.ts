/** The path of one line of a chart. */
import type { ChartTable } from './chart-table.ts';

/** Windows that lie further apart than this share of their length are not connected. */
const widestGap = 0.5;

/**
 * Steps: a window's value holds from its beginning to its end. Neighbours are connected; where nothing was measured the
 * line has a gap.
 *
 * @param xAt where a moment lies; @param yAt where a value lies.
 */
export function linePath(
  table: ChartTable,
  column: Float64Array,
  xAt: (atUs: number) => number,
  yAt: (value: number) => number,
): Path2D {
  const path = new Path2D();
  let lastEndUs = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < table.length; place += 1) {
    const value = column[place] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const startUs = table.startUs[place] ?? 0;
    const endUs = table.endUs[place] ?? 0;
    const y = yAt(value);
    const isNear = startUs - lastEndUs <= (endUs - startUs) * widestGap;
    const x = xAt(isNear ? lastEndUs : startUs);
    if (isNear) path.lineTo(x, y);
    else path.moveTo(x, y);
    path.lineTo(xAt(endUs), y);
    lastEndUs = endUs;
  }
  return path;
}
