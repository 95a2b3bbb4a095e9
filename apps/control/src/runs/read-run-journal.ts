import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import type { JournalEvent } from '@temblor/lab/journal/event';
import { z } from 'zod';

/** This lab wrote it a moment ago, from events that had been checked: looking through them once more would only cost time. */
const written = z.custom<JournalEvent>((value) => typeof value === 'object' && value !== null && 'type' in value);

/** What a run recorded. */
interface Recorded {
  readonly file: string;
  /** What kept it from being written whole, which has been told; null where nothing did. */
  readonly unwritten: Error | null;
  /** What the lab still has of the run in memory: less than a file that is whole. */
  readonly remembered: readonly JournalEvent[];
}

/**
 * Every event of a run, from its file. Where that is not whole, or cannot be read, what is remembered: its report is worth
 * more than none.
 *
 * @param onDefect called with what kept a file from being read that was written whole.
 */
export async function readRunJournal(
  { file, unwritten, remembered }: Recorded,
  onDefect: (error: unknown) => void,
): Promise<readonly JournalEvent[]> {
  if (unwritten !== null) return remembered;
  try {
    const events: JournalEvent[] = [];
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line !== '') events.push(written.parse(JSON.parse(line)));
    }
    return events;
  } catch (error) {
    onDefect(new Error(`the journal of a run cannot be read again: ${messageOf(error)} (${file})`, { cause: error }));
    return remembered;
  }
}
