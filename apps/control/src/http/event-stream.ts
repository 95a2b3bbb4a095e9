/** Server-sent events (WHATWG HTML, section 9.2) towards a reader that may be slow, with memory of a fixed size. */
import type { ServerResponse } from 'node:http';
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { Journal } from '@temblor/lab/journal/journal';
import type { GapNotice } from '../api/schemas.ts';

/** How often a silent stream says that it is alive, so that both ends notice a dead one. */
const heartbeatMs = 15_000;

/** The most events that are written before it is asked whether the reader still follows. */
const batchSize = 256;

/** One message of a stream; `data` without line breaks. */
export function formatMessage(event: string, data: string, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`;
}

/** Sends the head of a stream and keeps it alive; resolves when the reader is gone or `end` is called. */
export function openStream(response: ServerResponse): { ended: Promise<void>; end: () => void } {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.write(': temblor\n\n');
  const heartbeat = setInterval(() => response.write(': alive\n\n'), heartbeatMs);
  heartbeat.unref();
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  response.on('error', () => resolve());
  response.on('close', () => {
    clearInterval(heartbeat);
    resolve();
  });
  return { ended, end: () => response.end() };
}

/**
 * Streams a journal from a sequence on. The stream holds a place in the journal and no queue of its own: it reads on
 * when the reader has taken what was written. Where the journal has forgotten what comes next it sends a `gap` message
 * with how many events are missing, and goes on; otherwise every event is sent exactly once and in order.
 *
 * @param wanted events that are sent; the others are passed over.
 */
export function streamJournal(
  response: ServerResponse,
  journal: Journal,
  fromSequence: number,
  wanted: (event: JournalEvent) => boolean,
): { ended: Promise<void>; end: () => void } {
  const stream = openStream(response);
  let next = fromSequence;
  let blocked = false;
  const advance = (): void => {
    while (!blocked && !response.destroyed && next < journal.nextSequence) {
      const events = journal.since(next);
      const first = events[0];
      if (first === undefined) return;
      if (first.sequence > next) {
        const gap: GapNotice = { missed: first.sequence - next, nextSequence: first.sequence };
        blocked = !response.write(formatMessage('gap', JSON.stringify(gap)));
      }
      const batch = events.slice(0, batchSize);
      next = first.sequence + batch.length;
      const text = batch
        .filter(wanted)
        .map((event) => formatMessage('journal', JSON.stringify(event), event.sequence))
        .join('');
      if (text !== '') blocked = !response.write(text);
    }
  };
  response.on('drain', () => {
    blocked = false;
    advance();
  });
  const subscription = journal.subscribe(advance);
  void stream.ended.then(() => subscription[Symbol.dispose]());
  advance();
  return stream;
}

/**
 * The sequence to start from: after the last one that the reader has, else what it asks for, else what comes next. A
 * sequence that this journal has not reached is of another lab's: then it is what comes next.
 */
export function resumeFrom(lastEventId: string | undefined, since: number | undefined, journal: Journal): number {
  const resumed = lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) + 1 : undefined;
  return Math.min(resumed ?? since ?? journal.nextSequence, journal.nextSequence);
}
