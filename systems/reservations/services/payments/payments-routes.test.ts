import { monotonicClock } from '@temblor/foundation/clock/clock';
import { Flags } from '@temblor/kit/flags/flags';
import { createServiceApp } from '@temblor/kit/service/service-app';
import { MemoryRows } from '@temblor/protocols/transactions/memory-rows';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { PaymentsTables } from '../../model/rows.ts';
import { answerCalls } from '../service-calls/answer-calls.ts';
import type { PaymentsFlags } from './payments-routes.ts';
import { addPaymentsRoutes } from './payments-routes.ts';
import { paymentsRules } from './payments-rules.ts';

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

function open() {
  const { app } = createServiceApp(() => undefined);
  opened.push(app);
  const rows = new MemoryRows<PaymentsTables>();
  const acted = Promise.withResolvers<string>();
  const flags = new Flags<PaymentsFlags>(
    {
      latency_seconds: { schema: z.number() },
      latency_at: { schema: z.enum(['before', 'after']), refines: 'latency_seconds' },
    },
    { clock: monotonicClock, onFirstEffect: acted.resolve },
  );
  const answer = answerCalls('payments', paymentsRules, rows.store(), () => ({ nowMs: 0, bug: undefined }));
  addPaymentsRoutes(app, { answer, store: rows.store(), flags });
  const ask = async (method: 'GET' | 'POST', url: string, payload?: object, headers = {}) => {
    const answered = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
    return { status: answered.statusCode, body: answered.json() };
  };
  return { ask, flags, acted: acted.promise, rows };
}

const pay = { key: 'k', user_id: 'ana', amount: 5000 };

test('a key is charged, looked at and refunded over HTTP, and the books tell of it', async () => {
  const { ask } = open();
  const captured = { key: 'k', state: 'captured', amount: 5000 };
  expect(await ask('POST', '/pay', pay)).toEqual({ status: 200, body: captured });
  expect(await ask('GET', '/payments/k')).toEqual({ status: 200, body: captured });
  expect(await ask('POST', '/refund', { key: 'k' })).toEqual({ status: 200, body: { key: 'k', state: 'refunded' } });
  expect(await ask('POST', '/pay', pay)).toMatchObject({ status: 409, body: { code: 'payment_refunded' } });
  const { payments } = (await ask('GET', '/books/payments')).body;
  expect(payments).toEqual([{ payment_key: 'k', state: 'refunded', user_id: 'ana', amount: 5000 }]);
  const { ledger } = (await ask('GET', '/books/ledger?limit=1')).body;
  expect(ledger).toEqual([{ entry_id: 'k:charge', payment_key: 'k', kind: 'charge', amount: 5000 }]);
});

test.each([
  ['no amount', { key: 'k', user_id: 'ana' }],
  ['an amount of zero', { ...pay, amount: 0 }],
  ['part of a cent', { ...pay, amount: 0.5 }],
  ['a user without a name', { ...pay, user_id: '' }],
  ['an unknown field', { ...pay, currency: 'EUR' }],
])('a payment with %s is refused', async (_, body) => {
  expect(await open().ask('POST', '/pay', body)).toMatchObject({ status: 422, body: { code: 'invalid_request' } });
});

test('a payment whose caller has stopped waiting is refused, an undoing is not', async () => {
  const { ask } = open();
  const late = { 'x-request-timeout-ms': '0' };
  expect(await ask('POST', '/pay', pay, late)).toMatchObject({ status: 504, body: { code: 'deadline_passed' } });
  expect(await ask('POST', '/refund', { key: 'k' }, late)).toMatchObject({ status: 200, body: { state: 'voided' } });
});

test.each([
  ['before', 0],
  ['after', 1],
] as const)('a slow payment waits %s it takes effect, until its flag goes off', async (side, charges) => {
  const { ask, flags, acted, rows } = open();
  flags.set({ latency_seconds: 3600, latency_at: side });
  const paying = ask('POST', '/pay', pay);
  expect(await acted).toBe('latency_seconds');
  expect(rows.list('ledger', { limit: 10 })).toHaveLength(charges);
  expect((await ask('GET', '/payments/k')).status).toBe(charges === 0 ? 404 : 200);
  flags.clear();
  expect((await paying).status).toBe(200);
});

test('a slow payment that was voided while it waited is refused', async () => {
  const { ask, flags, acted, rows } = open();
  flags.set({ latency_seconds: 3600 });
  const paying = ask('POST', '/pay', pay);
  await acted;
  expect((await ask('POST', '/refund', { key: 'k' })).body).toEqual({ key: 'k', state: 'voided' });
  flags.clear();
  expect(await paying).toMatchObject({ status: 409, body: { code: 'payment_voided' } });
  expect(rows.list('ledger', { limit: 10 })).toEqual([]);
});
