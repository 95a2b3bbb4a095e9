/**
 * The time that every view of a page shows: one cursor, and one range. A click in a chart, in a list or on a mark moves
 * the cursor; what shows a state shows it as it was then.
 */
import type { ReactNode } from 'react';
import { createContext, useContext, useMemo, useState } from 'react';

/** Where the cursor is: with the newest event, or at a moment (microseconds on the journal's clock). */
export type TimeCursor = { readonly kind: 'live' } | { readonly kind: 'at'; readonly atUs: number };

/** What charts show: the last so much time, all of the journal, or a span that a user chose. */
export type TimeRange =
  | { readonly kind: 'last'; readonly lengthUs: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'span'; readonly startUs: number; readonly endUs: number };

interface TimeView {
  readonly cursor: TimeCursor;
  readonly range: TimeRange;
  readonly setCursor: (cursor: TimeCursor) => void;
  readonly setRange: (range: TimeRange) => void;
}

const TimeViewContext = createContext<TimeView | undefined>(undefined);

/** @param initialRange what charts show at first. */
export function TimeViewProvider(props: { readonly initialRange: TimeRange; readonly children: ReactNode }) {
  const [cursor, setCursor] = useState<TimeCursor>({ kind: 'live' });
  const [range, setRange] = useState<TimeRange>(props.initialRange);
  const view = useMemo(() => ({ cursor, range, setCursor, setRange }), [cursor, range]);
  return <TimeViewContext value={view}>{props.children}</TimeViewContext>;
}

/** The cursor and the range of the page. */
export function useTimeView(): TimeView {
  const view = useContext(TimeViewContext);
  if (view === undefined) throw new Error('a view of time stands outside of its TimeViewProvider');
  return view;
}
