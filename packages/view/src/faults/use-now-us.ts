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
 */
export function useNowUs(isCounting: boolean): number {
  const store = useJournal();
  const { cursor } = useTimeView();
  const [clock, setClock] = useState(() => startClock(store.span.endUs, performance.now()));
  const ticks = isCounting && cursor.kind === 'live';
  useEffect(() => {
    if (!ticks) return;
    setClock(startClock(store.span.endUs, performance.now()));
    const timer = setInterval(() => {
      setClock((before) => followClock(before, store.span.endUs, performance.now()));
    }, tickMs);
    return () => clearInterval(timer);
  }, [ticks, store]);
  if (cursor.kind === 'at') return cursor.atUs;
  return ticks ? clock.nowUs : store.span.endUs;
}
