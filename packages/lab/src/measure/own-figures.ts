/** The figures that an experiment measures beyond those of every run. */
import type { JournalEvent } from '../journal/event.ts';
import type { Measured } from './measured.ts';
import { absent, measured } from './measured.ts';

/** One of them, beside what somebody else says of it. */
export interface OwnFigure {
  /** What was measured, in a few words: `time to a new leader`. */
  readonly figure: string;
  /** `ms`, `%`, `messages/s`; empty for a count. */
  readonly unit: string;
  readonly measured: Measured;
  /** A value to see it against, which decides nothing, and who gives it; absent where there is none. */
  readonly reference?: { readonly value: number; readonly source: string };
}

/** Those of a run, in the order in which they were told. */
export function readOwnFigures(events: readonly JournalEvent[]): OwnFigure[] {
  return events
    .filter((event) => event.type === 'figure-measured')
    .map(({ figure, unit, value, reason, reference }) => ({
      figure,
      unit,
      measured: value === null ? absent(reason) : measured(value),
      ...(reference === null ? {} : { reference }),
    }));
}
