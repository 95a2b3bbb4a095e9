/** The last minute on one axis: what became of the clients' messages, who led, and who was elected. Pure. */
import type { Election, LogState } from './log-state.ts';
import type { LogWindow } from './log-windows.ts';
import { silenceUs } from './log-windows.ts';

/** A time in which a node's role was the same; of a leader, under one term. */
export interface Stretch {
  readonly role: LogWindow['role'];
  readonly term: number;
  readonly startUs: number;
  readonly endUs: number;
}

/** A second of all nodes together; counts are shared out where a node's window lies across two seconds. */
export interface Column {
  readonly startUs: number;
  readonly accepted: number;
  readonly refused: number;
  readonly unknown: number;
}

export interface LastMinute {
  readonly startUs: number;
  readonly endUs: number;
  readonly lanes: readonly { readonly node: string; readonly stretches: readonly Stretch[] }[];
  readonly elections: readonly Election[];
  readonly columns: readonly Column[];
  /** Of all columns, the sum of the highest. */
  readonly highest: number;
}

const minuteUs = 60_000_000;
const secondUs = 1_000_000;
/** Windows that lie no further apart belong together. */
const gapUs = 500_000;

/** The minute that ends with what was told last; null where no node has told anything. */
export function readLastMinute({ nodes, windows, elections }: LogState): LastMinute | null {
  if (windows.length === 0) return null;
  const endUs = Math.max(...windows.map((window) => window.endUs), elections.at(-1)?.atUs ?? 0);
  const startUs = endUs - minuteUs;
  const columns = columnsOf(windows, startUs);
  return {
    ...{ startUs, endUs, columns },
    lanes: nodes.map(({ id }) => ({
      node: id,
      stretches: stretchesOf(
        windows.filter(({ instance }) => instance === id),
        elections,
      ),
    })),
    elections: elections.filter(({ atUs }) => atUs >= startUs),
    highest: Math.max(0, ...columns.map(({ accepted, refused, unknown }) => accepted + refused + unknown)),
  };
}

/** A window tells of its end: what it says of a leader holds from the election on, and of before it the window before. */
function stretchesOf(windows: readonly LogWindow[], elections: readonly Election[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const { instance, role, term, startUs, endUs } of windows) {
    const elected = elections.find((one) => one.instance === instance && one.term === term);
    const fromUs = role === 'leader' && elected !== undefined ? Math.max(startUs, elected.atUs) : startUs;
    const last = stretches.at(-1);
    const follows = last !== undefined && startUs - last.endUs <= gapUs;
    if (follows && last.role === role && (role !== 'leader' || last.term === term)) {
      stretches[stretches.length - 1] = { ...last, term, endUs };
      continue;
    }
    if (follows) stretches[stretches.length - 1] = { ...last, endUs: fromUs };
    stretches.push({ role, term, startUs: fromUs, endUs });
  }
  return stretches;
}

/** Whole seconds, as far as every node that still speaks has told of them. */
function columnsOf(windows: readonly LogWindow[], startUs: number): readonly Column[] {
  const lastEnds = new Map(windows.map(({ instance, endUs }) => [instance, endUs]));
  const newestUs = Math.max(...lastEnds.values());
  const toldUntilUs = Math.min(...[...lastEnds.values()].filter((endUs) => endUs > newestUs - silenceUs));
  const firstUs = Math.max(startUs, Math.min(...windows.map((window) => window.startUs)));
  const columns: Column[] = [];
  for (let at = Math.ceil(firstUs / secondUs) * secondUs; at + secondUs <= toldUntilUs; at += secondUs) {
    const share = (count: (window: LogWindow) => number) =>
      windows.reduce((sum, window) => sum + count(window) * shareIn(window, at), 0);
    columns.push({
      startUs: at,
      accepted: share(({ accepted }) => accepted),
      refused: share(({ refused }) => refused),
      unknown: share(({ unknown }) => unknown),
    });
  }
  return columns;
}

/** Which part of a window lies in the second from a moment on. */
function shareIn({ startUs, endUs }: LogWindow, atUs: number): number {
  const commonUs = Math.min(endUs, atUs + secondUs) - Math.max(startUs, atUs);
  return Math.max(0, commonUs) / Math.max(1, endUs - startUs);
}
