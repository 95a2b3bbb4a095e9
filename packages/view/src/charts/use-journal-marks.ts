import type { JournalEvent } from '@temblor/lab/journal/event';
import { useMemo } from 'react';
import { useJournal } from '../context/journal.tsx';
import type { JournalStore } from '../model/journal-store.ts';
import type { Marks } from './marks.ts';
import { MarkReader } from './marks.ts';
import type { NotableEvent } from './notable-events.ts';
import { notableEvents } from './notable-events.ts';

/** The marks of all systems of a journal, and the events among them that are worth going to. */
export interface JournalMarks {
  readonly marks: Marks;
  readonly events: readonly NotableEvent[];
}

/** The same object until a fact comes that matters to it. */
export function useJournalMarks(): JournalMarks {
  const store = useJournal();
  const reader = useMemo(() => new JournalMarkReader(store), [store]);
  return reader.read();
}

class JournalMarkReader {
  readonly #store: JournalStore;
  readonly #readers = new WeakMap<readonly JournalEvent[], MarkReader>();
  #marks: readonly Marks[] = [];
  #found: JournalMarks = { marks: { faults: [], health: [], phases: [], lengths: [] }, events: [] };

  constructor(store: JournalStore) {
    this.#store = store;
  }

  read(): JournalMarks {
    const all = this.#store.systems.map((system) => this.#readerOf(system).read());
    const isSame = all.length === this.#marks.length && all.every((marks, place) => marks === this.#marks[place]);
    if (!isSame) {
      this.#marks = all;
      this.#found = { marks: joined(all), events: notableEvents(all) };
    }
    return this.#found;
  }

  /** By the array of facts: a journal that began anew has another one. */
  #readerOf(system: string): MarkReader {
    const facts = this.#store.facts(system);
    const reader = this.#readers.get(facts) ?? new MarkReader(facts);
    this.#readers.set(facts, reader);
    return reader;
  }
}

function joined(all: readonly Marks[]): Marks {
  return {
    faults: all.flatMap(({ faults }) => faults),
    health: all.flatMap(({ health }) => health).sort((left, right) => left.atUs - right.atUs),
    phases: all.flatMap(({ phases }) => phases),
    lengths: all.flatMap(({ lengths }) => lengths),
  };
}
