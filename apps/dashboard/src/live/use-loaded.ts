/** Something of the lab, for as long as a page shows it. */
import { useEffect, useRef, useState } from 'react';
import type { LabApi } from '../api/lab-api.ts';
import { useLab, useLiveState } from './lab-context.tsx';
import type { Loaded } from './loader.ts';
import { Loader } from './loader.ts';

/** Where something is read. */
export interface Source<T> {
  readonly read: (api: LabApi, signal: AbortSignal) => Promise<T>;
  /** Whether a value never becomes another: it is then read once. */
  readonly isFinal: (value: T) => boolean;
}

const loading = { kind: 'loading' } as const;

/**
 * Reads at first, again when systems or runs have started and ended, and when the lab is back after the page had lost it.
 *
 * @param source the same object from call to call; with another one everything begins anew. Null: there is nothing to read yet.
 */
export function useLoaded<T>(source: Source<T> | null): Loaded<T> {
  const { api } = useLab();
  const { freshness } = useLiveState();
  const [state, setState] = useState<{ readonly source: Source<T> | null; readonly loaded: Loaded<T> }>({
    source,
    loaded: loading,
  });
  const loader = useRef<Loader<T>>(null);
  const seen = useRef(freshness);
  useEffect(() => {
    if (source === null) return;
    const opened = new Loader<T>({
      read: (signal) => source.read(api, signal),
      isFinal: source.isFinal,
      onChange: (loaded) => setState({ source, loaded }),
    });
    loader.current = opened;
    opened.refresh();
    return () => opened.close();
  }, [api, source]);
  useEffect(() => {
    // What was read first is as fresh as the page.
    if (seen.current !== freshness) loader.current?.refresh();
    seen.current = freshness;
  }, [freshness]);
  return state.source === source ? state.loaded : loading;
}
