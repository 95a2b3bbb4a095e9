/** The journal as a list that can be filtered; a click on a row moves the time cursor to its moment. */
import './event-list.css';
import { useCallback, useDeferredValue, useId, useMemo, useState } from 'react';
import { useJournal } from '../context/journal.tsx';
import { useLanguage, useText } from '../context/language.tsx';
import type { EventFilter, JournalStore } from '../model/journal-store.ts';
import type { EventChoice } from './event-filters.tsx';
import { EventFilters } from './event-filters.tsx';
import type { EventGroup } from './event-kinds.ts';
import { eventGroups, typesOf } from './event-kinds.ts';
import { EventRows } from './event-rows.tsx';
import { EventText } from './event-text.tsx';
import { eventWords } from './event-words.ts';
import { formatNumber } from './figures.ts';
import { useRested } from './use-rested.ts';

/** Measurements and sagas come by the dozen every second, and are better read as charts and tables. */
const numerous: ReadonlySet<EventGroup> = new Set(['measurements', 'sagas']);

const initialChoice: EventChoice = {
  groups: new Set(eventGroups.filter((group) => !numerous.has(group))),
  subject: '',
  text: '',
};

const noPlaces = new Uint32Array();

/** @param props.system whose events are shown, with those of the lab itself; null for all. */
export function EventList({ system }: { readonly system: string | null }) {
  const store = useJournal();
  const words = useText(eventWords);
  const { language } = useLanguage();
  const titleId = useId();
  const [choice, setChoice] = useState(initialChoice);
  const [selected, setSelected] = useState<number | null>(null);
  const filter = useFilter(system, choice);
  const places = usePlaces(store, filter);
  const { length, missed } = store;
  const number = (value: number) => formatNumber(value, language);
  return (
    <section className="card event-list" aria-labelledby={titleId}>
      <div className="card-head">
        <h2 id={titleId}>{words.title}</h2>
        <span className="event-list-count">
          {words.shown(number(places.length), number(length))}
          {missed > 0 && ` · ${words.missed(number(missed))}`}
        </span>
      </div>
      <EventFilters
        systems={system === null ? store.systems : [system]}
        choice={choice}
        onChange={(changed) => setChoice(changed)}
      />
      {places.length === 0 ? (
        <p className="event-list-none">
          {length === 0 ? words.noneYet : choice.groups.size === 0 ? words.noGroup : words.none}
        </p>
      ) : (
        <>
          <div className="screen-only">
            <EventRows store={store} places={places} filter={filter} selected={selected} onSelect={setSelected} />
          </div>
          <p className="print-only">{words.onPaper}</p>
        </>
      )}
      {selected !== null && selected < length && <EventDetails store={store} place={selected} />}
    </section>
  );
}

/** Typing is answered at once; the list follows when there is time. */
function useFilter(system: string | null, choice: EventChoice): EventFilter {
  const { groups, subject } = choice;
  const text = useDeferredValue(choice.text.trim());
  return useMemo(
    () => ({
      system,
      types: typesOf(groups),
      subject,
      text,
      windows: [...numerous].some((group) => groups.has(group)),
    }),
    [system, groups, subject, text],
  );
}

function usePlaces(store: JournalStore, filter: EventFilter): Uint32Array {
  const { startUs } = store.span;
  // Another start is another journal: the places of the one before mean nothing in it.
  const select = useCallback(
    () => (filter.types.size === 0 ? noPlaces : store.select(filter)),
    [store, startUs, filter],
  );
  return useRested(store.version, select);
}

/** All that an event says, where a row has no room for it, and the event as it stands in the journal. */
function EventDetails({ store, place }: { readonly store: JournalStore; readonly place: number }) {
  const words = useText(eventWords);
  const { language } = useLanguage();
  const event = store.eventAt(place);
  return (
    <div className="event-list-details">
      <p>
        <EventText event={event} />
      </p>
      <details>
        <summary>{words.details(formatNumber(event.sequence, language), event.type)}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section className="event-list-json" aria-label={words.json} tabIndex={0}>
          <pre className="mono">{JSON.stringify(event, null, 2)}</pre>
        </section>
      </details>
    </div>
  );
}
