/** The vertical axis of a chart: from where to where, and its ticks. */
import { logarithmicTicks, roundUp, valueTicks } from './axis-ticks.ts';
import type { ChartKind } from './chart-data.ts';
import type { ChartTable } from './chart-table.ts';
import { positiveRange, summarise } from './value-summary.ts';

export interface ValueScale {
  readonly lowest: number;
  readonly highest: number;
  readonly ticks: readonly number[];
}

const tickCount = 4;

/** Latencies lie decades apart when something fails, so that theirs is logarithmic. Rates and failures begin with zero. */
export function valueScale(kind: ChartKind, table: ChartTable): ValueScale {
  switch (kind) {
    case 'rate':
    case 'failures':
      return fromZero(positiveRange(table)?.highest ?? 0);
    case 'success':
      return ofPercent(table);
    case 'latency':
      return logarithmic(table);
    default:
      return kind satisfies never;
  }
}

function fromZero(highest: number): ValueScale {
  const ticks = valueTicks(Math.max(highest, 1), tickCount);
  return { lowest: 0, highest: (ticks.at(-1) ?? 1) * 1.04, ticks };
}

/** Up to 100, down to a round number below the lowest value: the axis says that it does not begin with zero. */
function ofPercent(table: ChartTable): ValueScale {
  const lowest = Math.min(100, ...table.columns.map((column) => summarise(column)?.lowest ?? 100));
  const floor = [95, 90, 80, 60, 50, 0].find((value) => value <= lowest) ?? 0;
  const step = (100 - floor) / (floor === 0 || floor === 60 ? 4 : floor === 95 ? 5 : 2);
  const ticks = Array.from({ length: Math.round((100 - floor) / step) + 1 }, (_, index) => floor + index * step);
  return { lowest: floor, highest: 100 + (100 - floor) * 0.06, ticks };
}

function logarithmic(table: ChartTable): ValueScale {
  const range = positiveRange(table) ?? { lowest: 1, highest: 10 };
  const highest = Math.max(roundUp(range.highest), roundUp(range.lowest * 4));
  const lowest = roundUp(range.lowest / 2.5) < range.lowest ? roundUp(range.lowest / 2.5) : range.lowest / 2;
  return { lowest, highest: highest * 1.15, ticks: logarithmicTicks(lowest, highest) };
}
