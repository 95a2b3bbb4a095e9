/** The lab that a live page belongs to, and hooks that read it. */
import { JournalProvider } from '@temblor/view/context/journal.tsx';
import type { ReactNode } from 'react';
import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { LabApi } from '../api/lab-api.ts';
import type { LiveLab, LiveState } from './live-lab.ts';

const LabContext = createContext<LiveLab | undefined>(undefined);

/** Gives a lab, and its journal, to everything inside. */
export function LabProvider({ lab, children }: { readonly lab: LiveLab; readonly children: ReactNode }) {
  return (
    <LabContext value={lab}>
      <JournalProvider store={lab.store}>{children}</JournalProvider>
    </LabContext>
  );
}

/** The lab of the page. */
export function useLab(): LiveLab {
  const lab = useContext(LabContext);
  if (lab === undefined) throw new Error('a view of a lab stands outside of its LabProvider');
  return lab;
}

/** How the page stands to its lab. */
export function useLiveState(): LiveState {
  const lab = useLab();
  const subscribe = useMemo(() => (listener: () => void) => lab.subscribe(listener), [lab]);
  return useSyncExternalStore(subscribe, () => lab.state);
}

/** Something that the lab was asked for. */
export type Listed<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly problem: string };

/**
 * Something that changes when systems or runs start and end: read at first, and again after each such fact. What was read
 * stays until something newer is there.
 *
 * @param read must be the same function from call to call.
 */
export function useListed<T>(read: (api: LabApi) => Promise<T>): Listed<T> {
  const lab = useLab();
  const version = useListVersion();
  const [listed, setListed] = useState<Listed<T>>({ kind: 'loading' });
  useEffect(() => {
    let current = true;
    read(lab.api).then(
      (value) => {
        if (current) setListed({ kind: 'ready', value });
      },
      (error: unknown) => {
        const problem = error instanceof Error ? error.message : String(error);
        if (current) setListed((before) => (before.kind === 'ready' ? before : { kind: 'failed', problem }));
      },
    );
    return () => {
      current = false;
    };
  }, [lab, read, version]);
  return listed;
}

/** Grows when a list may have changed: by a fact, or because the lab is back. */
function useListVersion(): string {
  const lab = useLab();
  const { connection, feed } = useLiveState();
  const subscribe = useMemo(() => (listener: () => void) => lab.store.subscribe(listener), [lab]);
  const changes = useSyncExternalStore(subscribe, () => lab.listVersion);
  // While the history comes in, facts are old news.
  const settled = feed.kind === 'following' ? changes : 0;
  return `${connection.kind === 'open'} ${settled}`;
}
