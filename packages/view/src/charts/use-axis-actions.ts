import { useEffect, useMemo, useRef } from 'react';
import type { TimeRange } from '../context/time-view.tsx';
import { useTimeView } from '../context/time-view.tsx';
import type { AxisActions } from './chart.tsx';
import type { ChartTable } from './chart-table.ts';
import { stepFrom } from './chart-table.ts';
import type { Bounds } from './range-bounds.ts';
import { shownAround, zoomed } from './range-bounds.ts';
import { useRangeMemory } from './use-range-memory.ts';

/** What keys and buttons do to the common time, besides what a pointer does. */
export interface TimeActions extends AxisActions {
  readonly onZoom: (factor: number) => void;
  readonly onWhole: () => void;
}

/** How far a page key goes, in windows. */
const pageSteps = 10;

/** @param bounds what is shown; @param span the whole journal. The actions are the same objects from call to call. */
export function useAxisActions(bounds: Bounds, span: Bounds): TimeActions {
  const view = useTimeView();
  const remembered = useRangeMemory(view.range, { kind: 'all' });
  const newest = useRef({ view, bounds, span, remembered });
  const history = useRef<TimeRange[]>([]);
  useEffect(() => {
    newest.current = { view, bounds, span, remembered };
  });
  return useMemo(() => actionsOn(newest, history.current), []);
}

type Newest = {
  readonly current: {
    readonly view: ReturnType<typeof useTimeView>;
    readonly bounds: Bounds;
    readonly span: Bounds;
    readonly remembered: TimeRange;
  };
};

function actionsOn(newest: Newest, history: TimeRange[]): TimeActions {
  const show = (range: TimeRange) => {
    history.push(newest.current.view.range);
    newest.current.view.setRange(range);
  };
  /** What is seen stays where it is: a range that slides would move away from under the pointer. */
  const onPick = (atUs: number) => {
    const { view, bounds } = newest.current;
    view.setCursor({ kind: 'at', atUs: Math.round(atUs) });
    const next = shownAround(bounds, atUs);
    if (view.range.kind === 'last' || next !== bounds) view.setRange({ kind: 'span', ...next });
  };
  const onBack = () => {
    const { view, remembered } = newest.current;
    view.setRange(history.pop() ?? remembered);
  };
  const onZoom = (factor: number) => {
    const { view, bounds, span } = newest.current;
    const around = view.cursor.kind === 'at' ? view.cursor.atUs : bounds.endUs;
    show({ kind: 'span', ...zoomed(bounds, factor, around, span) });
  };
  const live = () => {
    const { view, remembered } = newest.current;
    history.length = 0;
    view.setCursor({ kind: 'live' });
    if (view.range.kind === 'span') view.setRange(remembered);
  };
  const step = (table: ChartTable, steps: number) => {
    const { view, bounds } = newest.current;
    const atUs = stepFrom(table, view.cursor.kind === 'at' ? view.cursor.atUs : bounds.endUs, steps);
    if (atUs !== undefined) onPick(atUs);
  };
  const onKey = (key: string, shift: boolean, table: ChartTable): boolean => {
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => step(table, shift ? -pageSteps : -1),
      ArrowRight: () => step(table, shift ? pageSteps : 1),
      PageDown: () => step(table, -pageSteps),
      PageUp: () => step(table, pageSteps),
      Home: () => onPick(newest.current.bounds.startUs),
      End: () => onPick(newest.current.bounds.endUs),
      '+': () => onZoom(0.5),
      '-': () => onZoom(2),
      Escape: live,
    };
    keys[key]?.();
    return key in keys;
  };
  return {
    onPick,
    onBack,
    onZoom,
    onKey,
    onSelect: (bounds) => show({ kind: 'span', ...bounds }),
    onWhole: () => show({ kind: 'all' }),
  };
}
