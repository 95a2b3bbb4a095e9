import type { ServiceApp } from '@temblor/kit/service/service-app';
import type { RowStore } from '@temblor/protocols/transactions/transaction';
import { z } from 'zod';
import type { ReservationsTables } from '../../model/rows.ts';
import { pageFields, pageOf, pageQuery } from '../service-calls/fields.ts';

const tags = ['books'];
const yesOrNo = z.enum(['true', 'false']).default('false');
const saga = z.object({
  saga_id: z.string(),
  phase: z.enum(['forward', 'backward', 'committed', 'completed', 'compensated']),
  open: z.boolean(),
  owner: z.string(),
  needs_operator: z.boolean(),
  updated_at_ms: z.number(),
});
const reservation = z.object({
  reservation_id: z.string(),
  event_id: z.string(),
  quantity: z.int(),
  user_id: z.string(),
  confirmed_at_ms: z.number(),
});
const message = z.object({
  message_key: z.string(),
  topic: z.string(),
  attempts: z.int(),
  next_attempt_at_ms: z.number().nullable(),
  delivered_at_ms: z.number().nullable(),
});

/** Adds the pages by which the books are checked. */
export function addBookRoutes(app: ServiceApp, store: RowStore<ReservationsTables>): void {
  const sagas = {
    tags,
    summary: 'Sagas in the order of their ids',
    querystring: z.strictObject({ ...pageFields, open: yesOrNo.describe('Only those that have not ended') }),
    response: { 200: z.object({ sagas: z.array(saga) }) },
  };
  app.get('/books/sagas', { schema: sagas }, async ({ query: { open, ...page } }) => ({
    sagas: [...(await store.list('sagas', { ...pageOf(page), equal: open === 'true' ? { open: true } : {} }))],
  }));
  const reservations = {
    tags,
    summary: 'Confirmed reservations in the order of their ids',
    querystring: pageQuery,
    response: { 200: z.object({ reservations: z.array(reservation) }) },
  };
  app.get('/books/reservations', { schema: reservations }, async ({ query }) => ({
    reservations: [...(await store.list('reservations', query))],
  }));
  const outbox = {
    tags,
    summary: 'Messages in the order of their keys',
    querystring: z.strictObject({ ...pageFields, undelivered: yesOrNo.describe('Only those that were not taken yet') }),
    response: { 200: z.object({ outbox: z.array(message) }) },
  };
  app.get('/books/outbox', { schema: outbox }, async ({ query: { undelivered, ...page } }) => ({
    outbox: [
      ...(await store.list('outbox', {
        ...pageOf(page),
        equal: undelivered === 'true' ? { delivered_at_ms: null } : {},
      })),
    ],
  }));
}
