/** The span of time that a range means, in a journal of a given span. Microseconds on the journal's clock. */
import type { TimeRange } from '../context/time-view.tsx';

interface Span {
  readonly startUs: number;
  readonly endUs: number;
}

/** Never outside of the journal, but where a user chose it so. */
export function shownSpan(range: TimeRange, journal: Span): Span {
  switch (range.kind) {
    case 'last':
      return { startUs: Math.max(journal.startUs, journal.endUs - range.lengthUs), endUs: journal.endUs };
    case 'all':
      return journal;
    case 'span':
      return { startUs: range.startUs, endUs: range.endUs };
    default:
      return range satisfies never;
  }
}
