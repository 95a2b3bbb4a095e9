/** The messages of the journal's stream, and where a reader is in it. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { Journal } from '@temblor/lab/journal/journal';
import type { GapNotice } from '../api/schemas.ts';
import type { LabNotice } from '../api/stream-notices.ts';
import { formatMessage } from './event-stream.ts';

/** Which events a reader wants; null: all. */
export type EventChoice = ((event: JournalEvent) => boolean) | null;

/** The first message of a stream: whose journal it is, and how far that is. */
export function formatHello(notice: LabNotice): string {
  return formatMessage('lab', JSON.stringify(notice));
}

/** The lab's clock, for a reader to whom nothing else tells it. */
export function formatClock(nowUs: number): string {
  return formatMessage('clock', JSON.stringify({ nowUs }));
}

/**
 * The messages of events that follow each other in a journal's memory. Where sequences are missing, from `next` on, the
 * journal has forgotten them: a `gap` says how many, and takes a reader that breaks off there past them.
 */
export function formatEvents(
  epoch: string,
  next: number,
  events: readonly JournalEvent[],
  wanted: EventChoice,
): string {
  let text = '';
  let expected = next;
  for (const event of events) {
    const { sequence } = event;
    if (sequence > expected) {
      const gap: GapNotice = { missed: sequence - expected, nextSequence: sequence };
      text += formatMessage('gap', JSON.stringify(gap), `${epoch}.${sequence - 1}`);
    }
    expected = sequence + 1;
    if (wanted?.(event) ?? true) text += formatMessage('journal', JSON.stringify(event), `${epoch}.${sequence}`);
  }
  return text;
}

/**
 * The sequence to start from: after the last event that the reader has, else what it asks for, else what comes next. An
 * id of another journal's says that the reader has nothing of this one.
 */
export function resumeFrom(
  lastEventId: string | undefined,
  since: number | undefined,
  { epoch, journal }: { epoch: string; journal: Journal },
): number {
  if (lastEventId === undefined) return Math.min(since ?? journal.nextSequence, journal.nextSequence);
  const [, ofEpoch, sequence] = /^([^.]*)\.(\d{1,15})$/.exec(lastEventId) ?? [];
  return ofEpoch === epoch ? Math.min(Number(sequence) + 1, journal.nextSequence) : 1;
}
