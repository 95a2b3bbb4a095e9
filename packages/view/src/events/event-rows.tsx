import type { KeyboardEvent, MouseEvent } from 'react';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import { useLanguage, useText } from '../context/language.tsx';
import { useTimeView } from '../context/time-view.tsx';
import type { JournalStore } from '../model/journal-store.ts';
import { EventRow } from './event-row.tsx';
import { eventWords } from './event-words.ts';
import { formatNumber } from './figures.ts';
import { rowAfterKey } from './list-keys.ts';
import { rowAtTime, rowOfPlace } from './places.ts';
import type { ListShape } from './row-window.ts';
import { isAtEnd, rowsAt, scrollToRow } from './row-window.ts';

/** Below this width a row takes two lines; the style sheet knows both. */
const narrowPx = 640;
const rowPx = { wide: 30, narrow: 54 };

/** Whether the list stays with its newest event; `seen`: how long the journal was when it ceased to. */
type Stand = { readonly kind: 'following' } | { readonly kind: 'standing'; readonly seen: number };

interface EventRowsProps {
  readonly store: JournalStore;
  /** The places of the events to show, ascending. */
  readonly places: Uint32Array;
  /** Changes with the filter: the list then goes to the time cursor, or to its end. */
  readonly filter: object;
  /** A place in the journal. */
  readonly selected: number | null;
  readonly onSelect: (place: number) => void;
}

/** The rows of the list: only those on the screen are drawn. */
export function EventRows({ store, places, filter, selected, onSelect }: EventRowsProps) {
  const words = useText(eventWords);
  const { language } = useLanguage();
  const { cursor, setCursor } = useTimeView();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ viewPx: 480, isNarrow: false });
  const [scrollPx, setScrollPx] = useState(0);
  const [stand, setStand] = useState<Stand>({ kind: 'following' });
  const shape: ListShape = {
    count: places.length,
    rowPx: size.isNarrow ? rowPx.narrow : rowPx.wide,
    viewPx: size.viewPx,
  };
  const cursorRow = rowOfCursor();
  const selectedRow = selected === null ? -1 : exactRow(places, selected);
  const shown = rowsAt(shape, scrollPx);
  const fresh = stand.kind === 'following' ? 0 : places.length - rowOfPlace(places, stand.seen);

  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const measure = () => setSize({ viewPx: element.clientHeight, isNarrow: element.clientWidth < narrowPx });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);

  // The end moves with each of these.
  useLayoutEffect(() => {
    if (stand.kind === 'following' && list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [stand.kind, places, shape.rowPx, size.viewPx]);

  // Only a moved cursor or another filter moves the list.
  useLayoutEffect(() => {
    if (cursor.kind === 'live') setStand({ kind: 'following' });
    else stopAt(cursorRow);
  }, [cursor, filter]);

  function rowOfCursor(): number {
    if (cursor.kind === 'live') return -1;
    if (selected !== null && selected < store.length && store.atUs(selected) === cursor.atUs) {
      const row = exactRow(places, selected);
      if (row !== -1) return row;
    }
    return rowAtTime(places, cursor.atUs, (place) => store.atUs(place));
  }

  function stopAt(row: number): void {
    setStand((earlier) => (earlier.kind === 'standing' ? earlier : { kind: 'standing', seen: store.length }));
    const element = list.current;
    if (element !== null && row >= 0) element.scrollTop = scrollToRow(shape, element.scrollTop, row);
  }

  /** The button that was pressed goes away, so the focus must not stay on it. */
  function goToEnd(): void {
    setStand({ kind: 'following' });
    list.current?.focus();
  }

  function onScroll(): void {
    const element = list.current;
    if (element === null) return;
    setScrollPx(element.scrollTop);
    if (!isAtEnd(shape, element.scrollTop)) {
      if (stand.kind === 'following') setStand({ kind: 'standing', seen: store.length });
    } else if (stand.kind === 'standing' && cursor.kind === 'live') setStand({ kind: 'following' });
  }

  function onClick(event: MouseEvent<HTMLDivElement>): void {
    const target = event.target instanceof Element ? event.target.closest('[data-place]') : null;
    const place = Number(target?.getAttribute('data-place') ?? Number.NaN);
    if (Number.isNaN(place)) return;
    onSelect(place);
    setCursor({ kind: 'at', atUs: store.atUs(place) });
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if ((event.key === 'Enter' || event.key === ' ') && selectedRow !== -1 && selected !== null) {
      event.preventDefault();
      setCursor({ kind: 'at', atUs: store.atUs(selected) });
      return;
    }
    const from = selectedRow !== -1 ? selectedRow : cursorRow !== -1 ? cursorRow : null;
    const row = rowAfterKey(event.key, from, places.length, Math.floor(shape.viewPx / shape.rowPx));
    const place = row === null ? undefined : places[row];
    if (row === null || place === undefined) return;
    event.preventDefault();
    onSelect(place);
    stopAt(row);
  }

  return (
    <div className="event-list-frame">
      <div
        ref={list}
        role="listbox"
        tabIndex={0}
        aria-label={words.list}
        aria-describedby={`${id}-keys`}
        aria-activedescendant={
          selectedRow >= shown.first && selectedRow < shown.end && selected !== null ? `${id}-${selected}` : undefined
        }
        className={`event-list-rows${size.isNarrow ? ' narrow' : ''}`}
        onScroll={onScroll}
        onClick={onClick}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" style={{ height: shown.heightPx, position: 'relative' }}>
          <div role="presentation" style={{ transform: `translateY(${shown.topPx}px)` }}>
            {Array.from(places.subarray(shown.first, shown.end), (place, index) => (
              <EventRow
                // A row that comes into view takes the elements of one that goes: to make new ones takes longer.
                key={(shown.first + index) % (shown.end - shown.first)}
                store={store}
                startUs={store.span.startUs}
                place={place}
                row={shown.first + index}
                rows={places.length}
                id={`${id}-${place}`}
                isSelected={place === selected}
                isAtCursor={shown.first + index === cursorRow}
              />
            ))}
          </div>
        </div>
      </div>
      <p id={`${id}-keys`} className="visually-hidden">
        {words.keys}
      </p>
      {fresh > 0 && (
        <button type="button" className="button small event-list-fresh" onClick={goToEnd}>
          {words.fresh(formatNumber(fresh, language))}
        </button>
      )}
    </div>
  );
}

/** The row of a place; -1 where the filter does not let it pass. */
function exactRow(places: Uint32Array, place: number): number {
  const row = rowOfPlace(places, place);
  return places[row] === place ? row : -1;
}
