/** Inventory, payments and notifications as processes over PostgreSQL: what their rules promise holds there too. */
import { readFile } from 'node:fs/promises';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PostgresqlBehindProxy } from '../conformance/bus/postgresql-ground.ts';
import { openPostgresqlBehindProxy } from '../conformance/bus/postgresql-ground.ts';
import type { ServiceProcess } from './seat-services-fixtures/service-process.ts';
import { startServiceProcess } from './seat-services-fixtures/service-process.ts';

const schemas = ['inventory', 'payments', 'notifications'].map(
  (service) => new URL(`../../systems/reservations/services/${service}/schema.sql`, import.meta.url),
);

let server: PostgresqlBehindProxy;
beforeAll(async () => {
  const texts = await Promise.all(schemas.map((file) => readFile(file, 'utf8')));
  server = await openPostgresqlBehindProxy([...texts, ...texts].join('\n'));
});
afterAll(() => server[Symbol.asyncDispose]());

const inventory = (instance: string, variables = {}) =>
  startServiceProcess('inventory', { INSTANCE_ID: instance, INVENTORY_DB_URL: server.url, ...variables });
const payments = () => startServiceProcess('payments', { PAYMENTS_DB_URL: server.url });

/** Waits until the event's row says so. */
async function expectSeats(service: ServiceProcess, event: string, seats: object): Promise<void> {
  const matches = async () => {
    const { body } = await service.ask('GET', `/events/${event}`);
    return Object.entries(seats).every(([name, value]) => Reflect.get(Object(body), name) === value);
  };
  await pollUntil(matches, { timeoutMs: 30_000, intervalMs: 20 });
  expect((await service.ask('GET', `/events/${event}`)).body).toMatchObject(seats);
}

test('instances that share a store sell exactly the seats there are, and give back those whose lease ended once', async () => {
  await using one = await inventory('inventory-1');
  await using two = await inventory('inventory-2');
  const instances = [one, two];
  expect(await one.ask('PUT', '/events/play', { capacity: 60 })).toMatchObject({ status: 201, body: { free: 60 } });
  const asked = Array.from({ length: 200 }, async (_, place) => {
    const name = { reservation_id: `play-${place}`, event_id: 'play' };
    // Each is asked for twice, of different instances: it is held once.
    const call = { ...name, quantity: 1 };
    const answers = await Promise.all(instances.map((instance) => instance.ask('POST', '/reserve', call)));
    return { name, statuses: answers.map(({ status }) => status) };
  });
  const held = (await Promise.all(asked)).filter(({ statuses }) => statuses.includes(200));
  expect(held.map(({ statuses }) => statuses)).toEqual(Array.from({ length: 60 }, () => [200, 200]));
  const sold = held.slice(0, 20).map(({ name }) => two.ask('POST', '/confirm', name));
  for (const answer of await Promise.all(sold)) expect(answer.status).toBe(200);
  const released = held.slice(20).map(({ name }) => one.ask('POST', '/release', name));
  for (const answer of await Promise.all(released))
    expect(answer).toMatchObject({ status: 200, body: { had: 'held' } });

  await using hasty = await inventory('inventory-3', { HOLD_LEASE_MS: '100' });
  const names = [1, 2, 3].map((place) => ({ reservation_id: `late-${place}`, event_id: 'play' }));
  const taken = await Promise.all(names.map((name) => hasty.ask('POST', '/reserve', { ...name, quantity: 5 })));
  expect(taken.map(({ status }) => status)).toEqual([200, 200, 200]);
  await expectSeats(one, 'play', { capacity: 60, free: 40, held: 0, sold: 20 });
  const late = await Promise.all(names.map((name) => one.ask('POST', '/confirm', name)));
  for (const answer of late) expect(answer).toMatchObject({ status: 409, body: { code: 'hold_gone' } });
  // Whoever gives seats back tells of it, and each of the three may.
  const facts = () => [one, two, hasty].flatMap((instance) => instance.facts);
  const isTold = () =>
    facts().some((fact) => {
      if (fact.type !== 'seats-window') return false;
      return fact.events.some(({ event, free, sold }) => event === 'play' && free === 40 && sold === 20);
    });
  expect(await pollUntil(isTold, { timeoutMs: 30_000, intervalMs: 20 })).toBe(true);
});

test('a payment whose process died after its commit is known to the next one, and charged once', async () => {
  const pay = { key: 'RSV-1', user_id: 'ana', amount: 5000 };
  {
    await using dying = await payments();
    const order = { effect: 'commit capture payment', act: 'crash-after' };
    expect(await dying.ask('POST', '/crash-points', order)).toMatchObject({ status: 200 });
    expect((await dying.ask('POST', '/pay', pay)).status).toBe(0);
    expect(await dying.exited).toBe('SIGKILL');
  }
  await using next = await payments();
  const captured = { key: 'RSV-1', state: 'captured', amount: 5000 };
  expect(await next.ask('GET', '/payments/RSV-1')).toEqual({ status: 200, body: captured });
  expect(await next.ask('POST', '/pay', pay)).toEqual({ status: 200, body: captured });
  const refund = () => next.ask('POST', '/refund', { key: 'RSV-1' });
  expect((await Promise.all([refund(), refund()])).map(({ status }) => status)).toEqual([200, 200]);
  const { body } = await next.ask('GET', '/books/ledger');
  expect(body).toMatchObject({ ledger: [{ kind: 'charge' }, { kind: 'refund' }] });
});

test('a service says that it is not ready while its database is away, and that nothing was changed', async () => {
  await using service = await startServiceProcess('notifications', { NOTIFICATIONS_DB_URL: server.url });
  const message = { key: 'RSV-2', reservation_id: 'RSV-2', user_id: 'ana' };
  server.proxy.cut();
  try {
    const answer = await service.ask('POST', '/notify', message);
    expect([503, 504]).toContain(answer.status);
    const unready = async () => (await service.ask('GET', '/health')).status === 503;
    expect(await pollUntil(unready, { timeoutMs: 30_000, intervalMs: 20 })).toBe(true);
  } finally {
    server.proxy.restore();
  }
  const taken = async () => (await service.ask('POST', '/notify', message)).status === 200;
  expect(await pollUntil(taken, { timeoutMs: 30_000, intervalMs: 50 })).toBe(true);
  const ready = async () => (await service.ask('GET', '/health')).status === 200;
  expect(await pollUntil(ready, { timeoutMs: 30_000, intervalMs: 20 })).toBe(true);
});

test('the flags of the services are theirs alone, and go off when they are told to', async () => {
  await using service = await inventory('inventory-1');
  expect(await service.ask('POST', '/chaos', { crash: true, fault: 'f1' })).toMatchObject({ status: 200 });
  expect(await service.ask('GET', '/events/concert')).toMatchObject({ status: 503, body: { code: 'chaos_crash' } });
  expect(service.facts).toContainEqual({ type: 'switch-acted', instance: 'inventory-1', kind: 'crash', fault: 'f1' });
  expect(await service.ask('POST', '/chaos', { latency_seconds: 5 })).toMatchObject({ status: 422 });
  expect(await service.ask('DELETE', '/chaos')).toMatchObject({ status: 200 });
  const seeded = { event_id: 'concert', capacity: 100, free: 100, held: 0, sold: 0 };
  expect(await service.ask('GET', '/events/concert')).toEqual({ status: 200, body: seeded });
});
