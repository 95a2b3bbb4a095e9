import type { Flags } from '@temblor/kit/flags/flags';
import { ProblemError } from '@temblor/kit/service/problem';
import type { ServiceApp } from '@temblor/kit/service/service-app';
import type { RowStore } from '@temblor/protocols/transactions/transaction';
import { z } from 'zod';
import type { NotificationsTables } from '../../model/rows.ts';
import type { AnswerCall } from '../service-calls/answer-calls.ts';
import { refuseLateCall, sendAnswer, toldByGateway } from '../service-calls/answer-calls.ts';
import { pageQuery } from '../service-calls/fields.ts';
import { notifyBody } from './notify-body.ts';

/** The flag of notifications: nothing is taken, every message is answered 503. */
export interface NotificationsFlags {
  readonly down: boolean;
}

interface NotificationsRouteParts {
  readonly answer: AnswerCall;
  readonly store: RowStore<NotificationsTables>;
  readonly flags: Pick<Flags<NotificationsFlags>, 'value' | 'acted'>;
}

const taken = z.object({ key: z.string(), first: z.boolean().describe('False where it had arrived before') });
const row = z.object({
  message_key: z.string(),
  reservation_id: z.string(),
  user_id: z.string(),
  arrivals: z.int().min(1),
});

/** Adds the routes of notifications. */
export function addNotificationsRoutes(app: ServiceApp, { answer, store, flags }: NotificationsRouteParts): void {
  const down = async () => {
    if (flags.value('down') !== true) return;
    flags.acted('down');
    throw new ProblemError(503, 'chaos_down', 'The flag `down` is on: notifications takes nothing.', {
      hint: 'DELETE /chaos turns it off, and it goes off by itself.',
    });
  };
  const tags = ['notifications'];
  const notifying = {
    tags,
    summary: 'Take a notification, once for each key',
    body: notifyBody,
    response: { 200: taken },
  };
  app.post(
    '/notify',
    { onRequest: [down, refuseLateCall], schema: notifying, config: toldByGateway },
    async ({ body }, reply) => sendAnswer(reply, await answer({ method: 'POST', path: '/notify', body })),
  );
  const page = z.object({ notifications: z.array(row) });
  const summary = 'What was taken, in the order of the keys';
  const book = { tags: ['books'], summary, querystring: pageQuery, response: { 200: page } };
  app.get('/books/notifications', { schema: book }, async (request) => ({
    notifications: [...(await store.list('notifications', request.query))],
  }));
}
