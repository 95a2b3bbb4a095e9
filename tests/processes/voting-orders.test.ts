/**
 * Orders and inventory as real processes.
 * Length: all of it asks one system, whose start takes longer than the tests.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { openPostgresqlBus } from '@temblor/kit/bus/postgresql/open-postgresql-bus';
import { openDatabase } from '@temblor/kit/database/open-database';
import { faultSpecification } from '@temblor/lab/faults/fault';
import { Journal } from '@temblor/lab/journal/journal';
import type { RunningSystem, World } from '@temblor/lab/world/world';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import { orderTopic } from '@temblor/system-voting/model/order-event';
import { deleteWhatIsOld } from '@temblor/system-voting/services/orders/housekeeping';
import { voting } from '@temblor/system-voting/system';
import type { VotingTables } from '@temblor/system-voting/tables/voting-tables';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

/** Orders and the inventory without voter and monitor. */
function ordersAndInventory() {
  const { orders, inventory } = voting.services;
  if (orders === undefined || inventory === undefined) throw new Error('the voting system has lost its services');
  return { ...voting, services: { orders, inventory }, entrances: ['orders'], experiments: {} };
}

const journal = new Journal();
let folder: string;
let world: World;
let system: RunningSystem;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temblor-test-'));
  world = await openProcessWorld({ journal, clock: monotonicClock, folder });
  system = await world.start(ordersAndInventory(), { id: 'voting', ports: 'auto', seed: 1 });
});

afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const urlOf = (instance: string): string => {
  const view = system.instances().find(({ id }) => id === instance);
  if (view === undefined) throw new Error(`no instance ${instance}`);
  return view.url;
};

async function ask(method: string, path: string, options: { body?: unknown; key?: string } = {}) {
  const headers: Record<string, string> = {};
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  if (options.key !== undefined) headers['idempotency-key'] = options.key;
  const body = options.body === undefined ? {} : { body: JSON.stringify(options.body) };
  const response = await fetch(`${urlOf('orders')}${path}`, { method, headers, ...body });
  return { status: response.status, headers: response.headers, body: z.looseObject({}).parse(await response.json()) };
}

const order = (product_id: string, quantity: number) => ({ customer_id: 'CUST-1', items: [{ product_id, quantity }] });
const placed = z.object({ order_id: z.string(), offset: z.number(), status: z.string() });
const inventory = z.object({ offset: z.number(), items: z.record(z.string(), z.number()) });

/** What a replica holds once it has reached an offset. */
async function stockAt(instance: string, offset: number): Promise<Record<string, number>> {
  const reached = await pollUntil(
    async () => {
      const { status, body } = await system.request(instance, 'GET', `/inventory?offset=${offset}`);
      return status === 200 && inventory.parse(body).items;
    },
    { timeoutMs: 30_000, intervalMs: 10 },
  );
  if (reached === undefined) throw new Error(`${instance} did not reach ${offset}`);
  return reached;
}

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(system.stores()[0]?.url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('orders', () => {
  test('an order and its cancellation reach every replica, at the offset that they were answered with', async () => {
    const before = await stockAt('inventory-1', 0);
    const ordered = placed.parse((await ask('POST', '/orders', { body: order('PROD-001', 4) })).body);
    for (const replica of ['inventory-1', 'inventory-2', 'inventory-3']) {
      expect(await stockAt(replica, ordered.offset)).toEqual({ ...before, 'PROD-001': 96 });
    }
    const cancelled = await ask('DELETE', `/orders/${ordered.order_id}`);
    expect(cancelled).toMatchObject({ status: 200, body: { order_id: ordered.order_id, status: 'cancelled' } });
    expect(await stockAt('inventory-2', ordered.offset + 1)).toEqual(before);
    expect(await ask('GET', `/orders/${ordered.order_id}`)).toMatchObject({
      status: 200,
      body: { status: 'cancelled', items: [{ product_id: 'PROD-001', quantity: 4 }], offset: ordered.offset },
    });
  });

  test('a retried order gets the first answer and is ordered once', async () => {
    const first = await ask('POST', '/orders', { body: order('PROD-002', 1), key: 'retried' });
    const again = await ask('POST', '/orders', { body: order('PROD-002', 1), key: 'retried' });
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const events = `select count(*)::int as count from bus_event where topic = '${orderTopic}'`;
    expect(await query(`${events} and value->>'idempotency_key' = 'retried'`)).toEqual([{ count: 1 }]);
  });

  test('twenty copies of an order at once are one order', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask('POST', '/orders', { body: order('PROD-002', 1), key: 'at-once' })),
    );
    const ids = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.order_id));
    expect(ids.size).toBe(1);
    for (const { status, body, headers } of answers.filter(({ status }) => status !== 201)) {
      expect({ status, code: body.code, after: headers.get('retry-after') }).toEqual({
        status: 409,
        code: 'request_in_progress',
        after: '1',
      });
    }
    const found = await query(`select value from bus_event where value->>'idempotency_key' = 'at-once'`);
    expect(found).toHaveLength(1);
  });

  test('a copy is told to wait while the first is still being worked on', async () => {
    const client = new pg.Client(system.stores()[0]?.url);
    await client.connect();
    try {
      await client.query('begin');
      await client.query(`select pg_advisory_xact_lock(hashtextextended('slow', 0))`);
      const early = await ask('POST', '/orders', { body: order('PROD-002', 1), key: 'slow' });
      expect(early).toMatchObject({ status: 409, body: { code: 'request_in_progress' } });
      await client.query('rollback');
    } finally {
      await client.end();
    }
    expect(await ask('POST', '/orders', { body: order('PROD-002', 1), key: 'slow' })).toMatchObject({ status: 201 });
  });

  test('another order under a key that was used is refused', async () => {
    await ask('POST', '/orders', { body: order('PROD-002', 1), key: 'reused' });
    const answer = await ask('POST', '/orders', { body: order('PROD-002', 2), key: 'reused' });
    expect(answer).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  test('a second cancellation is refused, a repeated one is not', async () => {
    const { order_id } = placed.parse((await ask('POST', '/orders', { body: order('PROD-003', 1) })).body);
    expect(await ask('DELETE', `/orders/${order_id}`, { key: 'cancel' })).toMatchObject({ status: 200 });
    expect(await ask('DELETE', `/orders/${order_id}`, { key: 'cancel' })).toMatchObject({ status: 200 });
    expect(await ask('DELETE', `/orders/${order_id}`)).toMatchObject({
      status: 409,
      body: { code: 'already_cancelled' },
    });
  });

  test('what is ordered by many at once is never more than there is', async () => {
    const place = () => ask('POST', '/orders', { body: order('PROD-005', 7) });
    const placeUntilTold = async () => {
      let answer = await place();
      // On a busy machine one may wait too long for a connection: nothing was changed.
      for (let again = 0; again < 20 && answer.status === 503; again += 1) answer = await place();
      return answer;
    };
    const answers = await Promise.all(Array.from({ length: 30 }, placeUntilTold));
    const confirmed = answers.filter(({ status }) => status === 201);
    const others = answers.filter(({ status }) => status !== 201).map(({ body }) => body.code);
    expect(others).toEqual(Array.from({ length: 16 }, () => 'insufficient_stock'));
    expect(confirmed).toHaveLength(14);
    const last = Math.max(...confirmed.map(({ body }) => placed.parse(body).offset));
    expect((await stockAt('inventory-3', last))['PROD-005']).toBe(2);
    for (const { body } of confirmed) await ask('DELETE', `/orders/${placed.parse(body).order_id}`);
  });

  test.each([
    [{}, 'body.customer_id'],
    [{ customer_id: 'c', items: [] }, 'body.items'],
    [order('PROD-001', 0), 'body.items.0.quantity'],
    [order('PROD-001', -1), 'body.items.0.quantity'],
    [order('PROD-001', 1.5), 'body.items.0.quantity'],
    [order('PROD-001', 1e9), 'body.items.0.quantity'],
    [order('PROD-01', 1), 'body.items.0.product_id'],
    [{ ...order('PROD-001', 1), status: 'paid' }, 'body'],
    [{ customer_id: 5, items: [{ product_id: 'PROD-001', quantity: '1' }] }, 'body.customer_id'],
  ])('a body such as %j is refused with the name of what is wrong', async (body, field) => {
    const answer = await ask('POST', '/orders', { body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toContainEqual(expect.objectContaining({ field }));
  });

  test('an order that is not there is not found', async () => {
    expect(await ask('GET', '/orders/ORD-0')).toMatchObject({ status: 404, body: { code: 'order_not_found' } });
    expect(await ask('DELETE', '/orders/ORD-0')).toMatchObject({ status: 404, body: { code: 'order_not_found' } });
  });
});

describe('inventory', () => {
  test('answers for one product, and says what is wrong with a question', async () => {
    const get = (path: string) => system.request('inventory-1', 'GET', path);
    expect(await get('/inventory/PROD-004')).toMatchObject({
      status: 200,
      body: { product_id: 'PROD-004', quantity: 100 },
    });
    expect(await get('/inventory/PROD-04')).toMatchObject({ status: 404, body: { code: 'unknown_product' } });
    expect(await get('/inventory?offset=9999')).toMatchObject({ status: 409, body: { code: 'offset_not_reached' } });
    for (const wrong of ['-1', '1.5', 'x', '']) {
      expect(await get(`/inventory?offset=${wrong}`)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    }
  });

  test('a replica that lies is alone with its lie', async () => {
    const lie = faultSpecification.parse({ kind: 'incorrect-response', target: { instance: 'inventory-2' } });
    const fault = await system.applyFault(lie);
    const truth = inventory.parse((await system.request('inventory-1', 'GET', '/inventory')).body);
    const told = inventory.parse((await system.request('inventory-2', 'GET', '/inventory')).body);
    expect(told.offset).toBe(truth.offset);
    expect(told.items['PROD-001']).not.toBe(truth.items['PROD-001']);
    expect(await fault.evidence).toMatchObject({ kind: 'confirmed' });
    await system.liftFault(fault.id);
    expect(inventory.parse((await system.request('inventory-2', 'GET', '/inventory')).body).items).toEqual(truth.items);
  });

  test('a replica that was killed is caught up again by the time that it is healthy', async () => {
    const crash = faultSpecification.parse({ kind: 'crash', target: { instance: 'inventory-3' }, durationMs: 0 });
    const from = journal.nextSequence;
    await system.applyFault(crash);
    const { offset } = placed.parse((await ask('POST', '/orders', { body: order('PROD-004', 1) })).body);
    const ready = await journal.waitFor((event) => event.type === 'process-ready' && event.instance === 'inventory-3', {
      fromSequence: from,
      timeoutMs: 30_000,
    });
    expect(ready).toBeDefined();
    expect(await stockAt('inventory-3', offset)).toEqual(await stockAt('inventory-1', offset));
  });
});

describe('a replica with a long history', () => {
  test('starts from its snapshot and has all of its versions again', async () => {
    const start = inventory.parse((await system.request('inventory-1', 'GET', '/inventory')).body);
    const items = [{ product_id: 'PROD-004', quantity: 1 }];
    const pair = [
      { value: { type: 'order-placed', order_id: 'o', customer_id: 'c', idempotency_key: null, items } },
      { value: { type: 'order-cancelled', order_id: 'o', items } },
    ];
    const events = Array.from({ length: 1800 }, () => pair).flat();
    await using database = openDatabase<VotingTables>({
      url: system.stores()[0]?.url ?? '',
      maxConnections: 1,
      applicationName: 'test',
      onError: () => undefined,
    });
    await using bus = openPostgresqlBus({ database, onTrouble: () => undefined });
    const last = (await bus.publish(orderTopic, events)).at(-1) ?? 0;
    expect(last).toBe(start.offset + events.length);
    expect(await stockAt('inventory-1', last)).toEqual(start.items);
    const stored = await pollUntil(
      async () => {
        const rows = await query(`select "offset"::int from inventory_snapshots where instance_id = 'inventory-1'`);
        return rows[0]?.offset;
      },
      { timeoutMs: 30_000, intervalMs: 20 },
    );
    expect(Number(stored)).toBeGreaterThan(2000);
    expect(Number(stored)).toBeLessThanOrEqual(last - 1023);
    await system.restart('inventory-1');
    expect(inventory.parse((await system.request('inventory-1', 'GET', '/inventory')).body)).toEqual({
      offset: last,
      items: start.items,
    });
    expect(await system.request('inventory-1', 'GET', `/inventory?offset=${last - 1023}`)).toMatchObject({
      status: 200,
    });
    expect(await system.request('inventory-1', 'GET', '/inventory?offset=1')).toMatchObject({ status: 410 });
  });
});

describe('while the database is away', () => {
  test('orders are refused without effect, replicas answer what they know, and everything goes on afterwards', async () => {
    const before = inventory.parse((await system.request('inventory-1', 'GET', '/inventory')).body);
    const away = faultSpecification.parse({ kind: 'database-away', target: { store: 'postgres' } });
    const fault = await system.applyFault(away);
    const refused = await ask('POST', '/orders', { body: order('PROD-004', 1), key: 'away' });
    expect(refused).toMatchObject({ status: 503, body: { code: 'database_unavailable' } });
    expect(await system.request('inventory-1', 'GET', '/inventory')).toMatchObject({ status: 200, body: before });
    await system.liftFault(fault.id);
    const accepted = await pollUntil(
      async () => {
        const answer = await ask('POST', '/orders', { body: order('PROD-004', 1), key: 'away' });
        return answer.status === 201 && placed.parse(answer.body);
      },
      { timeoutMs: 30_000, intervalMs: 20 },
    );
    expect(accepted?.offset).toBe(before.offset + 1);
    expect((await stockAt('inventory-2', before.offset + 1))['PROD-004']).toBe((before.items['PROD-004'] ?? 0) - 1);
  });

  test('requests are recorded, health checks are not', async () => {
    const found = await pollUntil(
      async () => {
        const rows = await query(
          'select distinct service_name, endpoint, method from request_metrics order by 1, 2, 3',
        );
        return rows.length >= 5 && rows;
      },
      { timeoutMs: 30_000, intervalMs: 50 },
    );
    expect(found).toEqual([
      { service_name: 'inventory', endpoint: '/inventory', method: 'GET' },
      { service_name: 'inventory', endpoint: '/inventory/:product_id', method: 'GET' },
      { service_name: 'orders', endpoint: '/orders', method: 'POST' },
      { service_name: 'orders', endpoint: '/orders/:id', method: 'DELETE' },
      { service_name: 'orders', endpoint: '/orders/:id', method: 'GET' },
    ]);
  });
});

describe('housekeeping', () => {
  test('deletes old error reports, and neither new ones nor the events of orders, however old', async () => {
    const ordered = await query(`select count(*)::int as count from bus_event where topic = '${orderTopic}'`);
    await query(`update bus_event set published_at = now() - interval '1 year' where topic = '${orderTopic}'`);
    await query(`insert into bus_event (topic, "offset", value, published_at) values
      ('error-queue', 1, '{}', now() - interval '11 minutes'), ('error-queue', 2, '{}', now())`);
    await using database = openDatabase<VotingTables>({
      url: system.stores()[0]?.url ?? '',
      maxConnections: 1,
      applicationName: 'test',
      onError: () => undefined,
    });
    await deleteWhatIsOld(database);
    const left = `select topic, count(*)::int as count from bus_event group by topic order by topic`;
    expect(await query(left)).toEqual([
      { topic: 'error-queue', count: 1 },
      { topic: orderTopic, ...ordered[0] },
    ]);
  });
});
