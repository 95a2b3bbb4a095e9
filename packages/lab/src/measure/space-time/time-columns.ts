/** Where moments stand on the axis of a space-time diagram: in their order, with long gaps squeezed. */

/** Between two neighbouring moments, in pixels: the shortest, and what a longer gap can add at most. */
const least = 34;
const mostBeyond = 56;
/** By how much twice a gap is wider. */
const perDoubling = 10;

export interface TimeColumns {
  /** Moments with their places, in order; labels that would overlap are left out by whoever draws. */
  readonly columns: readonly { readonly atUs: number; readonly x: number }[];
  readonly endX: number;
  /** The place of any moment: between columns in proportion, outside at the edge. */
  xOf(atUs: number): number;
}

/** @param timesUs the moments that get a column of their own, in any order, also repeated. */
export function placeTimes(timesUs: readonly number[], startX: number): TimeColumns {
  const moments = [...new Set(timesUs)].sort((left, right) => left - right);
  const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? moment));
  const shortest = Math.max(1, Math.min(...gaps));
  let x = startX;
  const columns = moments.map((atUs, index) => {
    const gapUs = gaps[index - 1];
    if (gapUs !== undefined) x += least + Math.min(mostBeyond, perDoubling * Math.log2(gapUs / shortest));
    return { atUs, x: Math.round(x) };
  });
  const endX = Math.round(x) + least;
  const xOf = (atUs: number): number => {
    const next = columns.findIndex((column) => column.atUs >= atUs);
    if (next === -1) return endX;
    const after = columns[next];
    const before = columns[next - 1];
    if (after === undefined || after.atUs === atUs) return after?.x ?? endX;
    if (before === undefined) return startX - least / 2;
    return before.x + ((after.x - before.x) * (atUs - before.atUs)) / (after.atUs - before.atUs);
  };
  return { columns, endX, xOf };
}
