import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { Journal } from '@temblor/lab/journal/journal';

/** The file of a run's part of the journal. Disposing of it writes what is left and closes it. */
export interface RunJournal extends AsyncDisposable {
  /**
   * Waits until everything up to now is with the operating system.
   * @returns what kept it from being written; null where nothing did.
   */
  flushed(): Promise<Error | null>;
}

/**
 * Writes a run's part of the journal as it comes: the start of the lab, which anchors the clock, and then every event of
 * the run's system.
 *
 * @param onFailure called once when the file cannot be written, such as on a full disk.
 */
export function writeRunJournal(
  file: string,
  journal: Journal,
  labStarted: JournalEvent,
  systemId: string,
  onFailure: (error: unknown) => void,
): RunJournal {
  const stream = createWriteStream(file);
  const closed = finished(stream).catch(onFailure);
  const write = (event: JournalEvent): void => {
    if (!stream.destroyed) stream.write(`${JSON.stringify(event)}\n`);
  };
  write(labStarted);
  const subscription = journal.subscribe((event) => {
    if (event.system === systemId) write(event);
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
