import { monotonicClock } from '@temblor/foundation/clock/clock';
import { Flags } from '@temblor/kit/flags/flags';
import { createServiceApp } from '@temblor/kit/service/service-app';
import { MemoryRows } from '@temblor/protocols/transactions/memory-rows';
import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import type { RowStore } from '@temblor/protocols/transactions/transaction';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { InventoryTables } from '../../model/rows.ts';
import { answerCalls } from '../service-calls/answer-calls.ts';
import type { InventoryFlags } from './inventory-routes.ts';
import { addInventoryRoutes } from './inventory-routes.ts';
import { inventoryRules } from './inventory-rules.ts';

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

function open(store: RowStore<InventoryTables>) {
  const { app } = createServiceApp(() => undefined);
  opened.push(app);
  const told: string[] = [];
  const flags = new Flags<InventoryFlags>(
    { crash: { schema: z.boolean() } },
    { clock: monotonicClock, onFirstEffect: (flag) => told.push(`acted: ${flag}`) },
  );
  const rules = inventoryRules({ holdLeaseMs: 1000 });
  const answer = answerCalls('inventory', rules, store, () => ({ nowMs: 5000, bug: undefined }));
  addInventoryRoutes(app, { answer, store, flags, changed: (event) => told.push(`changed: ${event}`) });
  const ask = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object, headers = {}) => {
    const answered = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
    return { status: answered.statusCode, type: answered.headers['content-type'], body: answered.json() };
  };
  return { ask, flags, told };
}

const seats = () => new MemoryRows<InventoryTables>().store();
const named = { reservation_id: 'r', event_id: 'a' };
const wanted = { ...named, quantity: 2 };

test('seats are held, sold, looked at and given back over HTTP', async () => {
  const { ask, told } = open(seats());
  const made = { event_id: 'a', capacity: 5, free: 5, held: 0, sold: 0 };
  expect(await ask('PUT', '/events/a', { capacity: 5 })).toMatchObject({ status: 201, body: made });
  expect(await ask('PUT', '/events/a', { capacity: 5 })).toMatchObject({ status: 200, body: made });
  const held = { reservation_id: 'r', state: 'held', expires_at_ms: 6000 };
  expect(await ask('POST', '/reserve', wanted)).toMatchObject({ status: 200, body: held });
  expect((await ask('GET', '/holds/r')).body).toEqual({ ...held, event_id: 'a', quantity: 2 });
  expect((await ask('POST', '/confirm', named)).body).toEqual({ reservation_id: 'r', state: 'sold' });
  expect((await ask('GET', '/events')).body).toEqual({ events: [{ ...made, free: 3, sold: 2 }] });
  expect((await ask('POST', '/release', named)).body).toEqual({ reservation_id: 'r', state: 'released', had: 'sold' });
  expect((await ask('GET', '/events/a')).body).toEqual(made);
  expect(new Set(told)).toEqual(new Set(['changed: a']));
});

test('a refusal is a problem document with what its rule says', async () => {
  const { ask } = open(seats());
  await ask('PUT', '/events/a', { capacity: 1 });
  const { status, type, body } = await ask('POST', '/reserve', wanted);
  expect([status, type]).toEqual([409, 'application/problem+json; charset=utf-8']);
  expect(body).toMatchObject({ code: 'no_seats', status: 409, free: 1, held: 0, title: 'Conflict' });
  expect(body.hint).toBeTypeOf('string');
});

test('books of holds are read page by page', async () => {
  const { ask } = open(seats());
  for (const id of ['r1', 'r2', 'r3']) await ask('POST', '/release', { ...named, reservation_id: id });
  const idsOf = async (query: string) => {
    const { body } = await ask('GET', `/books/holds${query}`);
    return body.holds.map((hold: { reservation_id: string }) => hold.reservation_id);
  };
  expect(await idsOf('')).toEqual(['r1', 'r2', 'r3']);
  expect(await idsOf('?limit=2')).toEqual(['r1', 'r2']);
  expect(await idsOf('?limit=2&after=r2')).toEqual(['r3']);
  expect(await ask('GET', '/books/holds?limit=0')).toMatchObject({ status: 400 });
});

describe('refused before anything is done', () => {
  const untouched: RowStore<InventoryTables> = {
    transact: () => expect.unreachable(),
    list: () => expect.unreachable(),
  };

  test.each([
    ['no quantity', named],
    ['zero', { ...wanted, quantity: 0 }],
    ['a negative one', { ...wanted, quantity: -1 }],
    ['a fraction', { ...wanted, quantity: 1.5 }],
    ['too many', { ...wanted, quantity: 101 }],
    ['an empty event', { ...wanted, event_id: '' }],
    ['a long event', { ...wanted, event_id: 'a'.repeat(65) }],
    ['U+0000', { ...wanted, event_id: 'a\0' }],
    ['an unknown field', { ...wanted, price: 1 }],
  ])('a hold with %s', async (_, body) => {
    expect(await open(untouched).ask('POST', '/reserve', body)).toMatchObject({
      status: 422,
      body: { code: 'invalid_request' },
    });
  });

  test.each([
    ['/reserve', wanted],
    ['/confirm', named],
  ])('%s where its caller has stopped waiting', async (path, body) => {
    const late = { 'x-request-timeout-ms': '0' };
    const { ask } = open(untouched);
    expect(await ask('POST', path, body, late)).toMatchObject({ status: 504, body: { code: 'deadline_passed' } });
  });

  test('every call for seats while the flag crash is on', async () => {
    const { ask, flags, told } = open(untouched);
    flags.set({ crash: true });
    const crashed = { status: 503, body: { code: 'chaos_crash' } };
    expect(await ask('POST', '/reserve', wanted)).toMatchObject(crashed);
    expect(await ask('POST', '/confirm', named)).toMatchObject(crashed);
    expect(await ask('POST', '/release', named)).toMatchObject(crashed);
    expect(await ask('GET', '/events/a')).toMatchObject(crashed);
    expect(await ask('GET', '/holds/r')).toMatchObject(crashed);
    expect(told).toEqual(['acted: crash']);
    flags.clear();
  });
});

test('seats are given back however late it is', async () => {
  const { ask } = open(seats());
  expect(await ask('POST', '/release', named, { 'x-request-timeout-ms': '0' })).toMatchObject({ status: 200 });
});

test.each([
  ['not-applied', 503, 'database_unavailable'],
  ['unknown', 504, 'outcome_unknown'],
] as const)('a store whose outcome is %s is told apart', async (outcome, status, code) => {
  const failing = { ...seats(), transact: () => Promise.reject(new StoreFailure(outcome, 'the store broke')) };
  expect(await open(failing).ask('POST', '/reserve', wanted)).toMatchObject({ status, body: { code } });
});
