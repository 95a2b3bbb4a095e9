/** The lab that a live page belongs to, and hooks that read it. */
import { JournalProvider } from '@temblor/view/context/journal.tsx';
import type { ReactNode } from 'react';
import { createContext, useContext, useMemo, useSyncExternalStore } from 'react';
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
