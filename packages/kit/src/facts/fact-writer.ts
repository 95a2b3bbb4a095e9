import type { Clock } from '@temblor/foundation/clock/clock';
import type { JournalFact } from '@temblor/lab/journal/event';
import { formatFactLine } from '@temblor/lab/journal/format-fact-line';

/** How a service tells the lab's journal what happened in it. */
export interface FactWriter {
  /**
   * Writes a fact.
   * @param atUs when it happened, on the machine's monotonic clock; now, where absent.
   */
  write(fact: JournalFact, atUs?: number): void;
}

/** Writes facts as lines; a service passes its standard output, which the lab reads. */
export function openFactWriter(clock: Clock, writeLine: (line: string) => void): FactWriter {
  return { write: (fact, atUs = clock.nowUs()) => writeLine(`${formatFactLine(fact, atUs)}\n`) };
}
