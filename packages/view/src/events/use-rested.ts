import { useEffect, useMemo, useReducer } from 'react';
import { RestedValue } from './rested-value.ts';

/**
 * What `compute` makes of a journal: at once where `compute` is another function, and after the journal has changed as
 * often as it can afford.
 *
 * @param compute the same function from call to call, unless what it asks for has changed.
 */
export function useRested<T>(version: number, compute: () => T): T {
  const [, drawAgain] = useReducer((draws: number) => draws + 1, 0);
  const rested = useMemo(() => new RestedValue(compute, () => performance.now()), [compute]);
  const { value, dueInMs } = rested.at(version);
  useEffect(() => {
    if (dueInMs === null) return undefined;
    const timer = setTimeout(drawAgain, dueInMs);
    return () => clearTimeout(timer);
  }, [dueInMs]);
  return value;
}
