/** A run, loaded from the lab: its report, and then its journal. */
import type { Report } from '@temblor/lab/report/report-schema';
import { JournalStore } from '@temblor/view/model/journal-store';
import { useDeferredValue, useMemo, useState } from 'react';
import type { LabApi } from '../../api/lab-api.ts';
import { scheduleInPage } from '../../live/schedule.ts';
import type { Source } from '../../live/use-loaded.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { fillJournal } from './fill-journal.ts';
import type { FoundRun } from './find-run.ts';
import { findRun } from './find-run.ts';

/** How far a run is loaded. */
export type LoadedRun =
  | { readonly kind: 'loading' }
  | { readonly kind: 'under-way'; readonly on: string }
  | { readonly kind: 'failed'; readonly problem: string }
  /** The report is there; its journal comes in, or is whole, or could not be read. */
  | { readonly kind: 'loaded'; readonly report: Report; readonly journal: JournalState };

type JournalState =
  | { readonly kind: 'coming'; readonly events: number }
  | { readonly kind: 'whole' }
  | { readonly kind: 'failed'; readonly problem: string };

/** Loads a run, also one that is still under way or whose lab is away for a while; the store fills while the page is used. */
export function useRun(run: string): { readonly store: JournalStore; readonly loaded: LoadedRun } {
  const store = useMemo(() => new JournalStore({ schedule: scheduleInPage }), [run]);
  const source = useMemo<Source<FoundRun>>(
    () => ({ read: (api, signal) => findRun(api, run, signal), isFinal: ({ kind }) => kind === 'report' }),
    [run],
  );
  const found = useLoaded(source);
  // Both are asked for at once, since nearly every run is over; of one that is under way the journal is given up again.
  const isWanted = found.kind === 'loading' || (found.kind === 'ready' && found.value.kind === 'report');
  const journal = useRunJournal(run, isWanted, store);
  if (found.kind !== 'ready') return { store, loaded: found };
  if (found.value.kind === 'under-way') return { store, loaded: found.value };
  return { store, loaded: { kind: 'loaded', report: found.value.report, journal } };
}

/** @param isWanted false: not yet. */
function useRunJournal(run: string, isWanted: boolean, store: JournalStore): JournalState {
  const [events, setEvents] = useState(0);
  const source = useMemo<Source<true> | null>(() => {
    const read = (api: LabApi, signal: AbortSignal) => fillJournal(store, api, run, signal, setEvents);
    return isWanted ? { read, isFinal: (whole) => whole } : null;
  }, [run, isWanted, store]);
  const loaded = useLoaded(source);
  const isWhole = loaded.kind === 'ready';
  const problem = loaded.kind === 'failed' ? loaded.problem : null;
  const state = useMemo<JournalState>(() => {
    if (isWhole) return { kind: 'whole' };
    return problem === null ? { kind: 'coming', events } : { kind: 'failed', problem };
  }, [isWhole, problem, events]);
  // The views of a long journal take a while to draw: this leaves the page alive meanwhile.
  return useDeferredValue(state);
}
