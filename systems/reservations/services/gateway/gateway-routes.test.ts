import type { HttpRequest, HttpResult } from '@temblor/kit/http/http-client';
import { createServiceApp } from '@temblor/kit/service/service-app';
import { bulkhead } from '@temblor/resilience/bulkhead/bulkhead';
import { recordedSurroundings } from '@temblor/resilience/testing/recorded-surroundings';
import { describe, expect, test } from 'vitest';
import { addGatewayRoutes } from './gateway-routes.ts';

const confirmed = {
  kind: 'answered',
  status: 200,
  body: { message: 'Reserva confirmada', reservation_id: 'RSV-1', notification: { sent: true } },
} as const;
const valid = { event_id: 'concert', quantity: 2, user_id: 'ana' };

/** What is left for the answer on its way back. */
const wayBackMs = 20;

/** A gateway before an orchestrator that answers so; `sent` is what reached it. */
function open(answer: (request: HttpRequest) => HttpResult | Promise<HttpResult> = () => confirmed, limit = 10) {
  const surroundings = recordedSurroundings();
  const sent: HttpRequest[] = [];
  const client = {
    request: async (request: HttpRequest) => {
      sent.push(request);
      return await answer(request);
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  const { app } = createServiceApp(() => undefined);
  const slots = bulkhead({ name: 'reservations', limit }, surroundings);
  addGatewayRoutes(app, { client, bulkhead: slots, time: surroundings.time, timeoutMs: 5000 });
  const post = (payload: string | object, headers: Record<string, string> = {}) =>
    app.inject({
      ...{ method: 'POST', url: '/reserve', headers: { 'content-type': 'application/json', ...headers } },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
  return { app, sent, post };
}

describe('what reaches the orchestrator', () => {
  test('the body, what the client says of itself, and the time that is left', async () => {
    const { post, sent } = open();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const headers = { 'idempotency-key': 'k', 'accept-language': 'en', cookie: 'c', traceparent };
    expect((await post(valid, headers)).statusCode).toBe(200);
    const [request] = sent;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/reserve',
      body: valid,
      trace: { traceId: 'a'.repeat(32) },
    });
    expect(Object.keys(request?.headers ?? {}).sort()).toEqual([
      'accept-language',
      'idempotency-key',
      'x-request-timeout-ms',
    ]);
    expect(request?.headers?.['x-request-timeout-ms']).toBe(String(5000 - wayBackMs));
  });

  test("the client's own deadline, where it is nearer", async () => {
    const { post, sent } = open();
    await post(valid, { 'x-request-timeout-ms': '700' });
    await post(valid, { 'x-request-timeout-ms': '70000' });
    const leftMs = sent.map(({ headers = {} }) => Number(headers['x-request-timeout-ms']));
    expect(leftMs).toEqual([700 - wayBackMs, 5000 - wayBackMs]);
  });

  test('nothing, where the deadline has passed', async () => {
    const { post, sent } = open();
    const late = await post(valid, { 'x-request-timeout-ms': '0' });
    expect(late.json()).toMatchObject({ status: 504, code: 'deadline_passed', outcome: 'cancelled' });
    expect(sent).toEqual([]);
  });

  test.each([
    ['no quantity', { event_id: 'concert', user_id: 'ana' }, 422],
    ['a quantity of 0', { ...valid, quantity: 0 }, 422],
    ['a negative quantity', { ...valid, quantity: -1 }, 422],
    ['a fraction', { ...valid, quantity: 1.5 }, 422],
    ['a huge quantity', { ...valid, quantity: 1e300 }, 422],
    ['a quantity that is text', { ...valid, quantity: '1' }, 422],
    ['no user', { event_id: 'concert', quantity: 1 }, 422],
    ['an empty user', { ...valid, user_id: '' }, 422],
    ['U+0000', { ...valid, user_id: 'a\0' }, 422],
    ['an unknown field', { ...valid, price: 0 }, 422],
    ['a list', [valid], 422],
    ['malformed JSON', '{"event_id":', 400],
    ['nothing', '', 400],
    ['70 kB', { ...valid, user_id: 'a'.repeat(70_000) }, 413],
  ])('nothing of a body with %s', async (_name, body, status) => {
    const { post, sent } = open();
    const answer = await post(body);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status, code: expect.any(String), detail: expect.any(String) });
    expect(sent).toEqual([]);
  });
});

describe('what comes back', () => {
  test('the answer of the orchestrator as it is, with its headers', async () => {
    const headers = { 'idempotent-replayed': 'true', 'content-language': 'es' };
    const answer = await open(() => ({ ...confirmed, headers })).post(valid);
    expect(answer.json()).toEqual(confirmed.body);
    expect(answer.headers).toMatchObject(headers);
  });

  test('its problems as they are, with the time after which to come again', async () => {
    const body = { type: 'urn:x', title: 'Conflict', status: 409, code: 'no_seats', detail: 'none', held: 1 };
    const answer = await open(() => ({ kind: 'answered', status: 409, body, headers: { 'retry-after': '1' } })).post(
      valid,
    );
    expect(answer.statusCode).toBe(409);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.json()).toMatchObject(body);
  });

  test.each([
    [{ kind: 'timed-out' }, 504, 'reservations_timed_out', 'unknown'],
    [{ kind: 'unreachable', code: 'ECONNREFUSED', message: 'refused' }, 503, 'reservations_unreachable', 'cancelled'],
    [{ kind: 'unreachable', code: 'ECONNRESET', message: 'reset' }, 503, 'reservations_unreachable', 'unknown'],
    [{ kind: 'answered', status: 500, body: 'oops' }, 502, 'reservations_failed', 'unknown'],
  ] as const)('of an orchestrator that is %j: %i', async (result, status, code, outcome) => {
    const answer = await open(() => result).post(valid);
    expect(answer.json()).toMatchObject({ status, code, outcome, hint: expect.any(String) });
    expect(answer.json().detail).not.toMatch(/refused|reset/);
    const keyed = await open(() => result).post(valid, { 'idempotency-key': 'k' });
    expect(keyed.json()).toMatchObject({
      ...{ status, code, outcome: 'unknown' },
      hint: expect.stringContaining('same Idempotency-Key'),
    });
  });
});

test('as many as it takes are passed on, the next one is refused at once, and the place is free again afterwards', async () => {
  const arrived = Promise.withResolvers<HttpResult>();
  let waiting = 0;
  const reached = Promise.withResolvers<void>();
  const { post } = open(() => {
    waiting += 1;
    if (waiting === 2) reached.resolve();
    return arrived.promise;
  }, 2);
  const first = [post(valid), post(valid)];
  await reached.promise;
  const refused = await post(valid);
  expect(refused.json()).toMatchObject({ status: 429, code: 'gateway_full', outcome: 'cancelled' });
  expect(refused.headers['retry-after']).toBe('1');
  const repeated = await post(valid, { 'idempotency-key': 'k' });
  expect(repeated.json()).toMatchObject({
    ...{ status: 429, code: 'gateway_full', outcome: 'unknown' },
    hint: expect.stringContaining('same Idempotency-Key'),
  });
  arrived.resolve(confirmed);
  expect((await Promise.all(first)).map(({ statusCode }) => statusCode)).toEqual([200, 200]);
  expect((await post(valid)).statusCode).toBe(200);
});
