import { suggestName } from '@temblor/foundation/text/nearest';
import { formatTraceparent } from '@temblor/kit/logs/trace-context';
import type { ServiceApp } from '@temblor/kit/service/service-app';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { productIds } from '../../model/catalogue.ts';
import { hashRequest } from './idempotency.ts';
import type { OrderAnswer, OrderBook, RequestContext } from './order-book.ts';
import { orderNotFound } from './order-book.ts';

/** The most of one product that one item can ask for. */
const largestQuantity = 1000;

const item = z.strictObject({
  product_id: z.string().refine((id) => productIds.includes(id), {
    error: ({ input }) => `there is no product '${String(input)}': ${suggestName(String(input), productIds)}`,
  }),
  quantity: z.int('must be a whole number').min(1, 'must be at least 1').max(largestQuantity),
});

/** Whether PostgreSQL can keep a text: it takes neither U+0000 nor half of a surrogate pair. */
const isStorable = (text: string) => text.isWellFormed() && !text.includes('\0');

const orderBody = z.strictObject({
  customer_id: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .refine(isStorable, 'must be well-formed text without the character U+0000'),
  items: z.array(item).min(1).max(20),
});

const headers = z.looseObject({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters without spaces')
    .optional()
    .describe('Makes the request safe to repeat: a repeated one gets the first answer'),
});

const parameters = z.object({ id: z.string().min(1).max(64) });
const placed = z.object({ order_id: z.string(), status: z.literal('confirmed'), offset: z.int() });
const cancelled = z.object({ order_id: z.string(), status: z.literal('cancelled'), offset: z.int() });
const order = z.object({
  order_id: z.string(),
  customer_id: z.string(),
  items: z.array(z.object({ product_id: z.string(), quantity: z.int() })),
  status: z.enum(['confirmed', 'cancelled']),
  offset: z.int().describe('The place of its event on the topic order-events'),
  cancelled_offset: z.int().optional(),
});

/** Adds the routes of the order service. */
export function addOrderRoutes(app: ServiceApp, book: OrderBook): void {
  const tags = ['orders'];
  const placing = { tags, summary: 'Place an order', headers, body: orderBody, response: { 201: placed } };
  app.post('/orders', { schema: placing }, async (request, reply) => {
    const { customer_id, items } = request.body;
    const context = contextOf(request, request.headers['idempotency-key'], request.body);
    return send(reply, await book.place(customer_id, items, context));
  });
  const finding = { tags, summary: 'An order', params: parameters, response: { 200: order } };
  app.get('/orders/:id', { schema: finding }, (request) => book.find(storedId(request.params.id)));
  const cancelling = { tags, summary: 'Cancel an order', headers, params: parameters, response: { 200: cancelled } };
  app.delete('/orders/:id', { schema: cancelling }, async (request, reply) => {
    const context = contextOf(request, request.headers['idempotency-key'], null);
    return send(reply, await book.cancel(storedId(request.params.id), context));
  });
}

/** An id that an order can have. @throws ProblemError 404 `order_not_found`. */
function storedId(id: string): string {
  if (!isStorable(id)) throw orderNotFound(id);
  return id;
}

function contextOf(request: FastifyRequest, key: string | undefined, body: unknown): RequestContext {
  const hash = () => hashRequest(request.method, request.url, body);
  return {
    idempotency: key === undefined ? undefined : { key, hash: hash() },
    traceparent: formatTraceparent(request.trace),
  };
}

function send(reply: FastifyReply, answer: OrderAnswer): FastifyReply {
  if (answer.replayed) reply.header('idempotent-replayed', 'true');
  return reply.code(answer.status).send(answer.body);
}
