import { useEffect, useState } from 'react';
import { useJournal } from '../context/journal.tsx';
import { useTimeView } from '../context/time-view.tsx';
import { followClock, startClock } from './now-clock.ts';

const tickMs = 250;

/**
 * The moment to count down to, microseconds on the journal's clock: the cursor's, or with the newest event the present,
 * which goes on while no event comes.
 *
 * @param isCounting false where nothing is counted down: the page is not drawn again then.
 * @param of whose moment: `present` also where the cursor is in the past.
 */
export function useNowUs(isCounting: boolean, of: 'cursor' | 'present' = 'cursor'): number {
  const store = useJournal();
  const { cursor } = useTimeView();
  const [clock, setClock] = useState(() => startClock(store.span.endUs, performance.now()));
  const isPresent = of === 'present' || cursor.kind === 'live';
  const ticks = isCounting && isPresent;
  useEffect(() => {
    if (!ticks) return;
    setClock(startClock(store.span.endUs, performance.now()));
    const timer = setInterval(() => {
      setClock((before) => followClock(before, store.span.endUs, performance.now()));
    }, tickMs);
    return () => clearInterval(timer);
  }, [ticks, store]);
  if (of === 'cursor' && cursor.kind === 'at') return cursor.atUs;
  return ticks ? clock.nowUs : store.span.endUs;
}
