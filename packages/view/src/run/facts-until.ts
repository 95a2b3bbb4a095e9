/** How far facts reach up to a moment. */
import type { JournalEvent } from '@temblor/lab/journal/event';

/** How many facts are not later than a moment. @param facts in order of time. */
export function factsUntil(facts: readonly JournalEvent[], atUs: number): number {
  let low = 0;
  let high = facts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((facts[middle]?.atUs ?? 0) <= atUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
