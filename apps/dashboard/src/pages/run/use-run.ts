/** A finished run, loaded from the lab. */
import type { Report } from '@temblor/lab/report/report-schema';
import { JournalStore } from '@temblor/view/model/journal-store';
import { startTransition, useEffect, useMemo, useState } from 'react';
import { ApiProblem } from '../../api/api-problem.ts';
import type { LabApi } from '../../api/lab-api.ts';
import { useLab } from '../../live/lab-context.tsx';
import { yieldToPage } from '../../live/pause.ts';
import { readLines } from '../../live/read-lines.ts';
import { scheduleInPage } from '../../live/schedule.ts';

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

/** Drawing how far it is must not slow it down. */
const tellEveryMs = 200;

/** Loads a run; the store fills while the page is used. */
export function useRun(run: string): { readonly store: JournalStore; readonly loaded: LoadedRun } {
  const { api } = useLab();
  const store = useMemo(() => new JournalStore({ schedule: scheduleInPage }), [run]);
  const [loaded, setLoaded] = useState<LoadedRun>({ kind: 'loading' });
  useEffect(() => {
    const closing = new AbortController();
    const { signal } = closing;
    const tell = (state: LoadedRun) => {
      if (signal.aborted) return;
      // The views of a long journal take a while to draw: as a transition they leave the page alive meanwhile.
      if (isWhole(state)) startTransition(() => setLoaded(state));
      else setLoaded(state);
    };
    // React runs effects twice while it looks for mistakes: the second time fills an empty store.
    store.reset();
    void load(api, run, store, tell, signal);
    return () => closing.abort();
  }, [api, run, store]);
  return { store, loaded };
}

async function load(
  api: LabApi,
  run: string,
  store: JournalStore,
  tell: (state: LoadedRun) => void,
  signal: AbortSignal,
): Promise<void> {
  tell({ kind: 'loading' });
  const report = await api.report(run).catch((error: unknown) => asError(error));
  if (report instanceof Error) return tell(await withoutReport(api, run, report));
  let events = 0;
  let toldMs = performance.now();
  tell({ kind: 'loaded', report, journal: { kind: 'coming', events } });
  try {
    const take = (lines: readonly string[]) => {
      if (signal.aborted) return;
      store.append(lines);
      events += lines.length;
      if (performance.now() - toldMs < tellEveryMs) return;
      toldMs = performance.now();
      tell({ kind: 'loaded', report, journal: { kind: 'coming', events } });
    };
    await readLines(await api.runJournal(run, signal), take, yieldToPage);
    store.settle();
    tell({ kind: 'loaded', report, journal: { kind: 'whole' } });
  } catch (error) {
    tell({ kind: 'loaded', report, journal: { kind: 'failed', problem: asError(error).message } });
  }
}

function isWhole(state: LoadedRun): boolean {
  return state.kind === 'loaded' && state.journal.kind === 'whole';
}

/** A run has no report while it is under way, and when it broke. */
async function withoutReport(api: LabApi, run: string, problem: Error): Promise<LoadedRun> {
  if (problem instanceof ApiProblem && problem.status === 0) return { kind: 'failed', problem: problem.message };
  try {
    const { on, state } = await api.runStatus(run);
    if (state.kind === 'starting' || state.kind === 'running') return { kind: 'under-way', on };
    if (state.kind === 'broken') return { kind: 'failed', problem: state.problem.detail };
  } catch {
    // Another lab's run: what was said of its report is all there is to say.
  }
  return { kind: 'failed', problem: problem.message };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
