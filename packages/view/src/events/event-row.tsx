import { memo } from 'react';
import { useLanguage, useText } from '../context/language.tsx';
import type { JournalStore } from '../model/journal-store.ts';
import { signOf } from './event-kinds.ts';
import { EventText } from './event-text.tsx';
import { eventWords } from './event-words.ts';
import { formatOffset, formatTimeOfDay } from './figures.ts';
import { knownWord } from './known-word.ts';

interface EventRowProps {
  readonly store: JournalStore;
  /** Of the journal; it tells one journal from the next, so that a row is drawn anew where another one begins. */
  readonly startUs: number;
  /** Its place in the journal. */
  readonly place: number;
  /** Its row among those that the filter lets pass, and how many these are. */
  readonly row: number;
  readonly rows: number;
  readonly id: string;
  readonly isSelected: boolean;
  readonly isAtCursor: boolean;
}

/** One event: when, what kind, and what it says. */
export const EventRow = memo(function EventRow(props: EventRowProps) {
  const { store, startUs, place, row, rows, id, isSelected, isAtCursor } = props;
  const words = useText(eventWords);
  const { language } = useLanguage();
  const event = store.eventAt(place);
  const { tone, sign } = signOf(event);
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      className="event-list-row"
      data-place={place}
      aria-selected={isSelected}
      aria-current={isAtCursor ? 'true' : undefined}
      aria-setsize={rows}
      aria-posinset={row + 1}
    >
      <span className="event-list-mark" aria-hidden="true">
        {isAtCursor ? '▶' : ''}
      </span>
      <span className="event-list-time">{formatTimeOfDay(store.wallClockMs(event.atUs))}</span>
      <span className="event-list-offset">{formatOffset(event.atUs - startUs, language)}</span>
      <span className={`tag event-list-kind ${tone}`}>
        <span aria-hidden="true">{sign}</span>
        {knownWord(words.types, event.type)}
      </span>
      <span className="event-list-text">
        <EventText event={event} />
      </span>
    </div>
  );
});
