/** The journal that a page shows, and hooks that read it. Components are drawn again when it changed, at most ten times a second. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { ReactNode } from 'react';
import { createContext, useCallback, useContext, useMemo, useSyncExternalStore } from 'react';
import type { Marks } from '../charts/marks.ts';
import { MarkReader } from '../charts/marks.ts';
import type { Fold } from '../model/fold.ts';
import type { JournalStore } from '../model/journal-store.ts';
import type { OrderedFacts } from '../model/ordered-facts.ts';
import { SharedFolds } from '../model/shared-folds.ts';
import type { SystemModel } from '../model/system-model.ts';
import { useTimeView } from './time-view.tsx';

interface ShownJournal {
  readonly store: JournalStore;
  readonly folds: SharedFolds;
  /** One reader a system, however many components draw its marks. */
  readonly markReaders: WeakMap<OrderedFacts, MarkReader>;
}

const JournalContext = createContext<ShownJournal | undefined>(undefined);

/** Gives a journal to everything inside. */
export function JournalProvider({ store, children }: { readonly store: JournalStore; readonly children: ReactNode }) {
  const shown = useMemo((): ShownJournal => ({ store, folds: new SharedFolds(), markReaders: new WeakMap() }), [store]);
  return <JournalContext value={shown}>{children}</JournalContext>;
}

/** The journal; whoever calls this is drawn again when the journal has changed. */
export function useJournal(): JournalStore {
  return useShownJournal().store;
}

/** The moment that views of a state show: the cursor's, or the journal's end. */
export function useMomentUs(): number {
  const store = useJournal();
  const { cursor } = useTimeView();
  return cursor.kind === 'at' ? cursor.atUs : store.span.endUs;
}

/** A fold over the facts of a system, at the cursor. `fold` must be the same object from call to call. */
export function useFold<S>(system: string, fold: Fold<S>): S {
  const { store, folds } = useShownJournal();
  const { cursor } = useTimeView();
  const folded = folds.over(store.ordered(system), fold);
  return cursor.kind === 'at' ? folded.at(cursor.atUs) : folded.now();
}

/** A system as it is by the newest event, wherever the cursor is. */
export function useSystemNow(system: string): SystemModel {
  const { store, folds } = useShownJournal();
  return folds.over(store.ordered(system), folds.ofSystem(system)).now();
}

/** A system at the cursor. */
export function useSystem(system: string): SystemModel {
  return useFold(system, useShownJournal().folds.ofSystem(system));
}

/**
 * The facts that phases, faults and detection of a system are measured from, up to the cursor, in order of time. The same
 * array for as long as they are the same.
 */
export function useMeasuredFacts(system: string): readonly JournalEvent[] {
  const { store } = useShownJournal();
  const { cursor } = useTimeView();
  return store.measured(system).until(cursor.kind === 'at' ? cursor.atUs : Number.POSITIVE_INFINITY);
}

/** What is marked in the time of a system; the same object until a fact comes that matters to it. */
export function useMarks(system: string): Marks {
  const { store, markReaders } = useShownJournal();
  const facts = store.measured(system);
  const reader = markReaders.get(facts) ?? new MarkReader(facts);
  markReaders.set(facts, reader);
  return reader.read();
}

function useShownJournal(): ShownJournal {
  const shown = useContext(JournalContext);
  if (shown === undefined) throw new Error('a view of a journal stands outside of its JournalProvider');
  const { store } = shown;
  const subscribe = useCallback((listener: () => void) => store.subscribe(listener), [store]);
  useSyncExternalStore(subscribe, () => store.version);
  return shown;
}
