import { useState } from 'react';
import type { TimeRange } from '../context/time-view.tsx';

/** The range that was chosen before a span was: what a view goes back to when it follows the newest again. */
export function useRangeMemory(range: TimeRange, initial: TimeRange): TimeRange {
  const [remembered, setRemembered] = useState<TimeRange>(range.kind === 'span' ? initial : range);
  if (range.kind !== 'span' && !isSame(range, remembered)) {
    setRemembered(range);
    return range;
  }
  return remembered;
}

function isSame(left: TimeRange, right: TimeRange): boolean {
  if (left.kind === 'last' && right.kind === 'last') return left.lengthUs === right.lengthUs;
  return left.kind === right.kind && left.kind !== 'span';
}
