import type { Journal } from '@temblor/lab/journal/journal';
import { z } from 'zod';
import type { ControlApp } from '../control-app.ts';
import { resumeFrom, streamJournal } from '../event-stream.ts';
import type { OpenStreams } from '../open-streams.ts';

/** The journal as server-sent events: `id` is the sequence, `journal` an event, `gap` what the lab no longer has. */
export function addJournalRoutes(app: ControlApp, journal: Journal, streams: OpenStreams): void {
  app.get(
    '/journal',
    {
      schema: {
        summary: 'The journal as server-sent events, from Last-Event-ID or since on',
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
      const from = resumeFrom(request.headers['last-event-id'], since, journal);
      reply.hijack();
      streams.add(
        streamJournal(
          reply.raw,
          journal,
          from,
          (event) => system === undefined || event.system === null || event.system === system,
        ),
      );
    },
  );
}
