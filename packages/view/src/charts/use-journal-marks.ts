import { useMemo, useRef } from 'react';
import { useJournal } from '../context/journal.tsx';
import type { Marks } from './marks.ts';
import { readMarks } from './marks.ts';
import type { NotableEvent } from './notable-events.ts';
import { notableEvents } from './notable-events.ts';

/** The marks of all systems of a journal, and the events among them that are worth going to. */
export interface JournalMarks {
  readonly marks: Marks;
  readonly events: readonly NotableEvent[];
}

/** Read anew only when there are more facts. */
export function useJournalMarks(): JournalMarks {
  const store = useJournal();
  const { systems } = store;
  const counts = systems.map((system) => `${system}:${store.facts(system).length}`).join();
  const known = useRef<{ readonly store: unknown; readonly counts: string; readonly found: JournalMarks }>(undefined);
  return useMemo(() => {
    const before = known.current;
    if (before !== undefined && before.store === store && before.counts === counts) return before.found;
    const all = store.systems.map((system) => readMarks(store.facts(system), store.facts(system).length));
    const found = { marks: joined(all), events: notableEvents(all) };
    known.current = { store, counts, found };
    return found;
  }, [store, counts]);
}

function joined(all: readonly Marks[]): Marks {
  return {
    faults: all.flatMap(({ faults }) => faults),
    health: all.flatMap(({ health }) => health).sort((left, right) => left.atUs - right.atUs),
    phases: all.flatMap(({ phases }) => phases),
    lengths: all.flatMap(({ lengths }) => lengths),
  };
}
