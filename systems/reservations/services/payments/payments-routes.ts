import type { Flags } from '@temblor/kit/flags/flags';
import type { ServiceApp } from '@temblor/kit/service/service-app';
import type { RowStore } from '@temblor/protocols/transactions/transaction';
import { z } from 'zod';
import type { PaymentsTables } from '../../model/rows.ts';
import type { AnswerCall } from '../service-calls/answer-calls.ts';
import { refuseLateCall, sendAnswer, toldByGateway } from '../service-calls/answer-calls.ts';
import { pageQuery, reservationId } from '../service-calls/fields.ts';
import { payBody, refundBody } from './payment-bodies.ts';

/** The flags of payments: how long a payment takes, and whether it waits before or after it takes effect. */
export interface PaymentsFlags {
  readonly latency_seconds: number;
  readonly latency_at: 'before' | 'after';
}

interface PaymentsRouteParts {
  readonly answer: AnswerCall;
  readonly store: RowStore<PaymentsTables>;
  readonly flags: Pick<Flags<PaymentsFlags>, 'value' | 'acted' | 'hold'>;
}

const tags = ['payments'];
const cents = z.int().min(0).describe('In cents');
const states = ['captured', 'refunded', 'voided'] as const;
const payment = z.object({ key: z.string(), state: z.enum(states), amount: cents });
const undone = z.object({ key: z.string(), state: z.enum(['refunded', 'voided']) });
const paymentRow = z.object({
  payment_key: z.string(),
  state: z.enum(states),
  user_id: z.string().nullable(),
  amount: cents,
});
const ledgerRow = z.object({
  entry_id: z.string(),
  payment_key: z.string(),
  kind: z.enum(['charge', 'refund']),
  amount: cents,
});

/** Adds the routes of payments. */
export function addPaymentsRoutes(app: ServiceApp, parts: PaymentsRouteParts): void {
  const { answer } = parts;
  const paying = { tags, summary: 'Charge a key, once', body: payBody, response: { 200: payment } };
  app.post('/pay', { onRequest: refuseLateCall, schema: paying, config: toldByGateway }, async ({ body }, reply) => {
    await linger('before', parts.flags);
    const told = await answer({ method: 'POST', path: '/pay', body });
    await linger('after', parts.flags);
    return sendAnswer(reply, told);
  });
  const refunding = { tags, summary: 'Give back a charge, or void a key', body: refundBody, response: { 200: undone } };
  app.post('/refund', { schema: refunding }, async ({ body }, reply) =>
    sendAnswer(reply, await answer({ method: 'POST', path: '/refund', body })),
  );
  const params = z.object({ key: reservationId });
  const finding = { tags, summary: 'What became of a payment', params, response: { 200: payment } };
  app.get('/payments/:key', { schema: finding }, async (request, reply) =>
    sendAnswer(
      reply,
      await answer({ method: 'GET', path: `/payments/${encodeURIComponent(request.params.key)}`, body: null }),
    ),
  );
  addBooks(app, parts);
}

function addBooks(app: ServiceApp, { store }: PaymentsRouteParts): void {
  const page = { tags: ['books'], querystring: pageQuery };
  const payments = { 200: z.object({ payments: z.array(paymentRow) }) };
  const summary = 'In the order of their keys';
  app.get('/books/payments', { schema: { ...page, summary, response: payments } }, async (request) => ({
    payments: [...(await store.list('payments', request.query))],
  }));
  const ledger = { 200: z.object({ ledger: z.array(ledgerRow) }) };
  const movements = 'Money that moved, in the order of the entries';
  app.get('/books/ledger', { schema: { ...page, summary: movements, response: ledger } }, async (request) => ({
    ledger: [...(await store.list('ledger', request.query))],
  }));
}

/** Waits where the flags say so, at the side of the payment's effect that they say. */
async function linger(side: PaymentsFlags['latency_at'], flags: PaymentsRouteParts['flags']): Promise<void> {
  const seconds = flags.value('latency_seconds');
  if (seconds === undefined || (flags.value('latency_at') ?? 'before') !== side) return;
  flags.acted('latency_seconds');
  await flags.hold('latency_seconds', seconds * 1000);
}
