/**
 * What one chart shows: windows in order of time with one column a line. Columns are views of the journal's own where
 * they can be; a table is never changed.
 */
import { firstPlace } from '../model/binary-search.ts';

export interface ChartTable {
  readonly length: number;
  readonly startUs: Float64Array;
  readonly endUs: Float64Array;
  /** One a line; NaN where nothing was measured. */
  readonly columns: readonly Float64Array[];
}

interface Windows {
  readonly length: number;
  readonly startUs: Float64Array;
  readonly endUs: Float64Array;
}

/** The places of the windows that overlap with a span: from the first to before the last. */
export function placesWithin(windows: Windows, startUs: number, endUs: number): readonly [from: number, to: number] {
  const from = firstPlace(windows.length, (place) => (windows.endUs[place] ?? 0) > startUs);
  const to = firstPlace(windows.length, (place) => (windows.startUs[place] ?? 0) >= endUs);
  return [from, Math.max(from, to)];
}

/** The place of the window that holds a moment; undefined where none does. */
export function placeAt(windows: Windows, atUs: number): number | undefined {
  const place = firstPlace(windows.length, (at) => (windows.endUs[at] ?? 0) >= atUs);
  return place < windows.length && (windows.startUs[place] ?? 0) <= atUs ? place : undefined;
}

/** Where the cursor goes by so many windows: to the end of one; undefined where there are no windows. */
export function stepFrom(windows: Windows, atUs: number, steps: number): number | undefined {
  if (windows.length === 0) return undefined;
  const here = firstPlace(windows.length, (place) => (windows.endUs[place] ?? 0) >= atUs - 0.5);
  return windows.endUs[Math.min(Math.max(here + steps, 0), windows.length - 1)];
}
