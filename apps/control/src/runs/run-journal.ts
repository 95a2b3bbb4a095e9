import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { Journal } from '@temblor/lab/journal/journal';

/**
 * Writes a run's part of the journal as it comes: the start of the lab, which anchors the clock, and then every event of
 * the run's system. Disposing of it closes the file.
 *
 * @param onFailure called once when the file cannot be written, such as on a full disk; the run goes on.
 */
export function writeRunJournal(
  file: string,
  journal: Journal,
  labStarted: JournalEvent,
  systemId: string,
  onFailure: (error: unknown) => void,
): AsyncDisposable {
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
    [Symbol.asyncDispose]: async () => {
      subscription[Symbol.dispose]();
      stream.end();
      await closed;
    },
  };
}
