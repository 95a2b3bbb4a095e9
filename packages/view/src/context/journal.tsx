/** The journal that a page shows, and hooks that read it. Components are drawn again when it changed, at most ten times a second. */
import type { ReactNode } from 'react';
import { createContext, useContext, useMemo, useSyncExternalStore } from 'react';
import type { Fold } from '../model/fold.ts';
import { FoldedFacts } from '../model/fold.ts';
import type { JournalStore } from '../model/journal-store.ts';
import type { SystemModel } from '../model/system-model.ts';
import { emptySystem, foldSystem } from '../model/system-model.ts';
import { useTimeView } from './time-view.tsx';

const JournalContext = createContext<JournalStore | undefined>(undefined);

/** Gives a journal to everything inside. */
export function JournalProvider(props: { readonly store: JournalStore; readonly children: ReactNode }) {
  return <JournalContext value={props.store}>{props.children}</JournalContext>;
}

/** The journal; whoever calls this is drawn again when the journal has changed. */
export function useJournal(): JournalStore {
  const store = useContext(JournalContext);
  if (store === undefined) throw new Error('a view of a journal stands outside of its JournalProvider');
  const subscribe = useMemo(() => (listener: () => void) => store.subscribe(listener), [store]);
  useSyncExternalStore(subscribe, () => store.version);
  return store;
}

/** The moment that views of a state show: the cursor's, or the journal's end. */
export function useMomentUs(): number {
  const store = useJournal();
  const { cursor } = useTimeView();
  return cursor.kind === 'at' ? cursor.atUs : store.span.endUs;
}

/** A fold over the facts of a system, at the cursor. `fold` must be the same object from call to call. */
export function useFold<S>(system: string, fold: Fold<S>): S {
  const store = useJournal();
  const { cursor } = useTimeView();
  const facts = store.facts(system);
  const folded = useMemo(() => new FoldedFacts(fold, facts), [fold, facts]);
  return cursor.kind === 'at' ? folded.at(cursor.atUs) : folded.now();
}

/** A system at the cursor. */
export function useSystem(system: string): SystemModel {
  const fold = useMemo(() => ({ initial: emptySystem(system), step: foldSystem }), [system]);
  return useFold(system, fold);
}
