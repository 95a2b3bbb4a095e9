/** Fewer windows than a journal has, for a picture that could not tell them apart; peaks and dips stay. */
import type { ChartTable } from './chart-table.ts';

/** Tables of this many windows are drawn as they are. */
const plentiful = 2_000;

/**
 * The same table in a length that is worth drawing: windows that end in the same slice of time become two, the lowest and
 * the highest value of each line in the order in which they came. Slices lie on the clock, not on the span's beginning,
 * so that a picture that slides does not flicker.
 *
 * @param spanUs how much time the picture shows.
 */
export function downsample(table: ChartTable, spanUs: number): ChartTable {
  if (table.length <= plentiful) return table;
  const slice = sliceLengthUs(spanUs);
  const most = Math.min(table.length, 2 * (Math.ceil(spanUs / slice) + 2));
  const startUs = new Float64Array(most);
  const endUs = new Float64Array(most);
  const columns = table.columns.map(() => new Float64Array(most));
  let length = 0;
  let from = 0;
  while (from < table.length && length < most) {
    const to = endOfSlice(table, from, slice);
    const rows = Math.min(2, to - from, most - length);
    const firstUs = table.startUs[from] ?? 0;
    const lastUs = table.endUs[to - 1] ?? 0;
    const middleUs = rows === 2 ? (firstUs + lastUs) / 2 : lastUs;
    startUs.set(rows === 2 ? [firstUs, middleUs] : [firstUs], length);
    endUs.set(rows === 2 ? [middleUs, lastUs] : [lastUs], length);
    for (const [line, column] of columns.entries()) {
      const extremes = extremesOf(table.columns[line], from, to);
      column.set(rows === 2 ? extremes : extremes.slice(1), length);
    }
    length += rows;
    from = to;
  }
  return {
    length,
    startUs: startUs.subarray(0, length),
    endUs: endUs.subarray(0, length),
    columns: columns.map((column) => column.subarray(0, length)),
  };
}

/** A power of two of milliseconds, so that it stays while a range grows; a thousand slices or fewer fill the picture. */
function sliceLengthUs(spanUs: number): number {
  return 1_000 * 2 ** Math.max(0, Math.ceil(Math.log2(spanUs / 1_000 / (plentiful / 2))));
}

function endOfSlice(table: ChartTable, from: number, sliceUs: number): number {
  const slice = Math.floor((table.endUs[from] ?? 0) / sliceUs);
  let to = from + 1;
  while (to < table.length && Math.floor((table.endUs[to] ?? 0) / sliceUs) === slice) to += 1;
  return to;
}

/** The lowest and the highest value in the order in which they came; what is not a number does not count. */
function extremesOf(column: Float64Array | undefined, from: number, to: number): readonly [number, number] {
  let lowest = Number.NaN;
  let highest = Number.NaN;
  let lowestAt = from;
  let highestAt = from;
  for (let place = from; place < to; place += 1) {
    const value = column?.[place] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    if (!(value >= lowest)) {
      lowest = value;
      lowestAt = place;
    }
    if (!(value <= highest)) {
      highest = value;
      highestAt = place;
    }
  }
  return lowestAt <= highestAt ? [lowest, highest] : [highest, lowest];
}
