/** What a line of a chart says in numbers, for a legend and for whoever does not see the picture. */
import type { ChartTable } from './chart-table.ts';
import { placeAt } from './chart-table.ts';

export interface LineSummary {
  readonly lowest: number;
  readonly highest: number;
  readonly last: number;
}

/** Of one column; undefined where it holds no measurement. */
export function summarise(column: Float64Array): LineSummary | undefined {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let last = Number.NaN;
  for (const value of column) {
    if (Number.isNaN(value)) continue;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
    last = value;
  }
  return Number.isNaN(last) ? undefined : { lowest, highest, last };
}

/** Where no load runs, a window that ended so much earlier says nothing of now. The newest one of a link is a second old. */
const staleAfterUs = 2_500_000;

/**
 * One value a line: of the window that holds the moment, or (null) of the newest one. NaN where nothing was measured.
 *
 * @param quietAtUs the newest moment that is shown, where no load runs then: the newest window may be long over. Null
 * while a load runs, whose windows come late where requests hang.
 */
export function valuesAt(table: ChartTable, atUs: number | null, quietAtUs: number | null): readonly number[] {
  const place = atUs === null ? newestPlace(table, quietAtUs) : placeAt(table, atUs);
  return table.columns.map((column) => (place === undefined ? Number.NaN : (column[place] ?? Number.NaN)));
}

function newestPlace({ length, endUs }: ChartTable, quietAtUs: number | null): number | undefined {
  const isOver = quietAtUs !== null && quietAtUs - (endUs[length - 1] ?? 0) > staleAfterUs;
  return isOver ? undefined : length - 1;
}

/** The lowest and the highest value above zero of a whole table; undefined where there is none. */
export function positiveRange(table: ChartTable): { readonly lowest: number; readonly highest: number } | undefined {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  for (const column of table.columns) {
    for (const value of column) {
      if (!(value > 0)) continue;
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
  }
  return highest === 0 ? undefined : { lowest, highest };
}
