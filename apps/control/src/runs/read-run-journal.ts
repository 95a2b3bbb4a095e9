import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { codeOf } from '@temblor/foundation/errors/temblor-error';
import type { JournalEvent } from '@temblor/lab/journal/event';
import { z } from 'zod';

/** This lab wrote it a moment ago, from events that had been checked: looking through them once more would only cost time. */
const written = z.custom<JournalEvent>((value) => typeof value === 'object' && value !== null && 'type' in value);

/** Every event of a run's journal file; undefined where the file cannot be read. */
export async function readRunJournal(file: string): Promise<JournalEvent[] | undefined> {
  const events: JournalEvent[] = [];
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line !== '') events.push(written.parse(JSON.parse(line)));
    }
    return events;
  } catch (error) {
    if (codeOf(error) !== undefined || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
