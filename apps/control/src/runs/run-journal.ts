import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { Journal } from '@temblor/lab/journal/journal';
import { standingFacts } from './standing-facts.ts';

/** The file of a run's part of the journal. Disposing of it writes what is left and closes it. */
export interface RunJournal extends AsyncDisposable {
  /**
   * Waits until everything up to now is with the operating system.
   * @returns what kept it from being written; null where nothing did.
   */
  flushed(): Promise<Error | null>;
}

/** Whose events are written: by the id of the system; with `isUp`, whether it was up before the run. */
interface RecordedSystem {
  readonly id: string;
  readonly isUp: boolean;
}

/**
 * Writes a run's part of the journal as it comes: the start of the lab, which anchors the clock; of a system that is up
 * already, what it is made of and how it stands; and then every event of the run's system.
 *
 * @param onFailure called once when the file cannot be written, such as on a full disk.
 */
export function writeRunJournal(
  file: string,
  journal: Journal,
  labStarted: JournalEvent,
  system: RecordedSystem,
  onFailure: (error: unknown) => void,
): RunJournal {
  const stream = createWriteStream(file);
  const closed = finished(stream).catch(onFailure);
  const write = (event: JournalEvent): void => {
    if (!stream.destroyed) stream.write(`${JSON.stringify(event)}\n`);
  };
  write(labStarted);
  if (system.isUp) for (const event of standingFacts(journal.since(1), system.id)) write(event);
  const subscription = journal.subscribe((event) => {
    if (event.system === system.id) write(event);
  });
  return {
    flushed: async () => {
      if (!stream.destroyed) await new Promise<void>((resolve) => stream.write('', () => resolve()));
      return stream.errored;
    },
    [Symbol.asyncDispose]: async () => {
      subscription[Symbol.dispose]();
      stream.end();
      await closed;
    },
  };
}
