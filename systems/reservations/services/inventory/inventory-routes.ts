import type { Flags } from '@temblor/kit/flags/flags';
import { ProblemError } from '@temblor/kit/service/problem';
import type { ServiceApp } from '@temblor/kit/service/service-app';
import type { RowStore } from '@temblor/protocols/transactions/transaction';
import { z } from 'zod';
import type { InventoryTables } from '../../model/rows.ts';
import type { AnswerCall } from '../service-calls/answer-calls.ts';
import { refuseLateCall, sendAnswer, toldByGateway } from '../service-calls/answer-calls.ts';
import { eventId, pageQuery, reservationId } from '../service-calls/fields.ts';
import { capacityBody, heldBody, reserveBody } from './inventory-bodies.ts';

/** The flag of inventory: every call for seats is answered 503. */
export interface InventoryFlags {
  readonly crash: boolean;
}

interface InventoryRouteParts {
  readonly answer: AnswerCall;
  readonly store: RowStore<InventoryTables>;
  readonly flags: Pick<Flags<InventoryFlags>, 'value' | 'acted'>;
  /** Told the event of each call that may have changed seats. */
  readonly changed: (eventId: string) => void;
}

const tags = ['inventory'];
const seats = z.int().min(0);
const event = z.object({ event_id: z.string(), capacity: seats, free: seats, held: seats, sold: seats });
const hold = z.object({
  reservation_id: z.string(),
  event_id: z.string().nullable(),
  quantity: seats,
  state: z.enum(['held', 'sold', 'released', 'expired']),
  expires_at_ms: z.int().nullable().describe('When its lease ends, in ms since 1970; null unless it is held'),
});
const reserved = hold.pick({ reservation_id: true, expires_at_ms: true }).extend({ state: z.enum(['held', 'sold']) });
const confirmed = z.object({ reservation_id: z.string(), state: z.literal('sold') });
const released = z.object({
  reservation_id: z.string(),
  state: z.literal('released'),
  had: z.enum(['held', 'sold', 'nothing']).describe('What was given back by this call'),
});

/** Adds the routes of inventory. */
export function addInventoryRoutes(app: ServiceApp, parts: InventoryRouteParts): void {
  const crashed = async () => {
    if (parts.flags.value('crash') !== true) return;
    parts.flags.acted('crash');
    throw new ProblemError(503, 'chaos_crash', 'The flag `crash` is on: inventory does nothing.', {
      hint: 'DELETE /chaos turns it off, and it goes off by itself.',
    });
  };
  addSeatRoutes(app, parts, crashed);
  addEventRoutes(app, parts, crashed);
  const holds = z.object({ holds: z.array(hold) });
  const book = { tags: ['books'], summary: 'Holds in the order of their ids', querystring: pageQuery };
  app.get('/books/holds', { schema: { ...book, response: { 200: holds } } }, async (request) => ({
    holds: [...(await parts.store.list('holds', request.query))],
  }));
}

function addSeatRoutes(app: ServiceApp, { answer, changed }: InventoryRouteParts, crashed: () => Promise<void>): void {
  const reserving = { tags, summary: 'Hold seats', body: reserveBody, response: { 200: reserved } };
  const forward = [crashed, refuseLateCall];
  app.post('/reserve', { onRequest: forward, schema: reserving, config: toldByGateway }, async ({ body }, reply) => {
    const told = await answer({ method: 'POST', path: '/reserve', body });
    changed(body.event_id);
    return sendAnswer(reply, told);
  });
  const confirming = { tags, summary: 'Sell held seats', body: heldBody, response: { 200: confirmed } };
  app.post('/confirm', { onRequest: forward, schema: confirming, config: toldByGateway }, async ({ body }, reply) => {
    const told = await answer({ method: 'POST', path: '/confirm', body });
    changed(body.event_id);
    return sendAnswer(reply, told);
  });
  const releasing = { tags, summary: 'Give seats back, or refuse them', body: heldBody, response: { 200: released } };
  app.post('/release', { onRequest: crashed, schema: releasing }, async ({ body }, reply) => {
    const told = await answer({ method: 'POST', path: '/release', body });
    changed(body.event_id);
    return sendAnswer(reply, told);
  });
  const params = z.object({ reservation_id: reservationId });
  const finding = { tags, summary: 'What became of a hold', params, response: { 200: hold } };
  app.get(
    '/holds/:reservation_id',
    { onRequest: crashed, schema: finding },
    async ({ params: { reservation_id } }, reply) =>
      sendAnswer(
        reply,
        await answer({ method: 'GET', path: `/holds/${encodeURIComponent(reservation_id)}`, body: null }),
      ),
  );
}

function addEventRoutes(
  app: ServiceApp,
  { answer, store, changed }: InventoryRouteParts,
  crashed: () => Promise<void>,
): void {
  const page = z.object({ events: z.array(event) });
  const listing = { tags, summary: 'Events and their seats', querystring: pageQuery, response: { 200: page } };
  app.get('/events', { onRequest: crashed, schema: listing }, async (request) => ({
    events: [...(await store.list('events', request.query))],
  }));
  const params = z.object({ event_id: eventId });
  const pathOf = (id: string) => `/events/${encodeURIComponent(id)}`;
  const finding = { tags, summary: 'The seats of an event', params, response: { 200: event } };
  app.get('/events/:event_id', { onRequest: crashed, schema: finding }, async (request, reply) =>
    sendAnswer(reply, await answer({ method: 'GET', path: pathOf(request.params.event_id), body: null })),
  );
  const creating = { tags, summary: 'Make an event', params, body: capacityBody, response: { 200: event, 201: event } };
  app.put('/events/:event_id', { onRequest: [crashed, refuseLateCall], schema: creating }, async (request, reply) => {
    const { event_id } = request.params;
    const told = await answer({ method: 'PUT', path: pathOf(event_id), body: request.body });
    changed(event_id);
    return sendAnswer(reply, told);
  });
}
