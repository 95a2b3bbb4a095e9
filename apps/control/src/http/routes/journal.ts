import { Readable } from 'node:stream';
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { Journal } from '@temblor/lab/journal/journal';
import { z } from 'zod';
import type { ControlApp } from '../control-app.ts';
import type { JournalBroadcast } from '../journal-broadcast.ts';
import { resumeFrom } from '../journal-messages.ts';
import type { OpenStreams } from '../open-streams.ts';

/** How many events of the history become text at once. */
const linesAtOnce = 256;

/** What the routes of the journal need. */
interface JournalRoutes {
  readonly journal: Journal;
  readonly epoch: string;
  readonly broadcast: JournalBroadcast;
  readonly streams: OpenStreams;
}

/** The journal: as it comes, and the part of it that the lab still has. */
export function addJournalRoutes(app: ControlApp, { journal, epoch, broadcast, streams }: JournalRoutes): void {
  app.get(
    '/journal',
    {
      exposeHeadRoute: false,
      schema: {
        summary: 'The journal as server-sent events, from Last-Event-ID or since on',
        description:
          'First `lab` (epoch, nextSequence, nowUs), then `journal` with one event each, under the id ' +
          '`<epoch>.<sequence>`; `gap` where the lab no longer has what comes next, `clock` (nowUs) every 5 s, which ' +
          'keeps the stream alive and tells a reader that stores it how far it goes; the dashboard needs no more of it. ' +
          'A Last-Event-ID of another epoch starts at the first event: another lab had this address before.',
        headers: z.looseObject({ 'last-event-id': z.string().optional() }),
        querystring: z.object({
          /** The first sequence that is wanted; absent: only what comes. */
          since: z.coerce.number().int().min(1).optional(),
          /** Only events of this system, by id, and of the lab itself. */
          system: z.string().optional(),
        }),
      },
    },
    (request, reply) => {
      const { system, since } = request.query;
      const from = resumeFrom(request.headers['last-event-id'], since, { epoch, journal });
      const wanted = (event: JournalEvent) => event.system === null || event.system === system;
      reply.hijack();
      streams.add(broadcast.follow(reply.raw, from, system === undefined ? null : wanted));
    },
  );

  app.get(
    '/journal/history',
    {
      schema: {
        summary: 'The events of a range that the lab still has, as NDJSON',
        description:
          'The header x-temblor-missed says how many events of the range it no longer has. While it is read slowly, more ' +
          'of them may be forgotten: the sequences tell.',
        querystring: z.object({
          since: z.coerce.number().int().min(1).default(1),
          /** The last sequence that is wanted; absent: the newest. */
          until: z.coerce.number().int().min(0).optional(),
        }),
      },
    },
    (request, reply) => {
      const { since, until = Infinity } = request.query;
      const last = Math.min(until, journal.nextSequence - 1);
      const missed = Math.max(0, last - since + 1) - journal.between(since, last).length;
      return reply
        .header('x-temblor-missed', missed)
        .header('cache-control', 'no-store')
        .type('application/x-ndjson; charset=utf-8')
        .send(Readable.from(formatHistory(journal, since, last), { objectMode: false }));
    },
  );
}

/** Holds a place in the journal and none of its events: what a slow reader waits for may be forgotten meanwhile. */
export function* formatHistory(journal: Journal, since: number, last: number): Generator<string> {
  for (let next = since; next <= last; ) {
    const events = journal.between(next, last, linesAtOnce);
    const newest = events.at(-1);
    if (newest === undefined) return;
    yield events.map((event) => `${JSON.stringify(event)}\n`).join('');
    next = newest.sequence + 1;
  }
}
