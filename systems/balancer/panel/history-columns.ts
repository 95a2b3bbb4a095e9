/** Where the columns of the last minute stand, and their parts. Pure. */
import type { BalancerWindow } from './balancer-windows.ts';

/** The width that a minute is drawn in. */
const width = 600;
const minuteUs = 60_000_000;

interface ColumnPart {
  readonly replica: string;
  /** The place of the replica among all, which gives it colour and pattern. */
  readonly series: number;
  readonly top: number;
  readonly length: number;
}

interface Column {
  readonly startUs: number;
  readonly left: number;
  readonly width: number;
  readonly parts: readonly ColumnPart[];
  /** Answers to clients that failed. */
  readonly failures: number;
}

/** The columns of the minute that ends with the last window; `highest`: the attempts of the highest column. */
export function stackColumns(
  windows: readonly BalancerWindow[],
  replicas: readonly string[],
  height: number,
): { readonly columns: readonly Column[]; readonly highest: number } {
  const untilUs = windows.at(-1)?.endUs ?? 0;
  const attempts = windows.map((window) => window.replicas.reduce((sum, { requests }) => sum + requests, 0));
  const highest = Math.max(0, ...attempts);
  const xOf = (atUs: number) => Math.max(0, width * (1 - (untilUs - atUs) / minuteUs));
  const columns = windows.map((window) => {
    const left = xOf(window.startUs);
    return {
      startUs: window.startUs,
      left,
      width: xOf(window.endUs) - left,
      parts: stack(window, replicas, { height, highest }),
      failures: window.failures,
    };
  });
  return { columns, highest };
}

/** From the base line up, in the order of the replicas. */
function stack(
  window: BalancerWindow,
  replicas: readonly string[],
  { height, highest }: { readonly height: number; readonly highest: number },
): readonly ColumnPart[] {
  let top = height;
  return replicas.flatMap((replica, series) => {
    const requests = window.replicas.find(({ id }) => id === replica)?.requests ?? 0;
    if (requests === 0) return [];
    const length = (height * requests) / highest;
    top -= length;
    return [{ replica, series, top, length }];
  });
}
