/**
 * The reservations as real processes: what clients are told, and what the books say afterwards.
 * Length: all of it asks one system, whose start takes longer than the tests.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { faultSpecification } from '@temblor/lab/faults/fault';
import { Journal } from '@temblor/lab/journal/journal';
import type { RunningSystem, World } from '@temblor/lab/world/world';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import { checkBooks } from '@temblor/system-reservations/model/books';
import { readSettledBooks } from '@temblor/system-reservations/read-books';
import { reservations } from '@temblor/system-reservations/system';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

const journal = new Journal();
let folder: string;
let world: World;
let system: RunningSystem;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temblor-test-'));
  world = await openProcessWorld({ journal, clock: monotonicClock, folder });
  system = await world.start({ ...reservations, experiments: {} }, { id: 'reservations', ports: 'auto', seed: 1 });
});

afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const answerBody = z.looseObject({ reservation_id: z.string().optional(), code: z.string().optional() });

interface Wish {
  readonly event?: string;
  readonly quantity?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

async function reserve({ event = 'open-air', quantity = 1, headers = {} }: Wish = {}) {
  const gateway = system.instances().find(({ id }) => id === 'gateway');
  const response = await fetch(`${gateway?.url}/reserve`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ event_id: event, quantity, user_id: 'ana' }),
  });
  return { status: response.status, headers: response.headers, body: answerBody.parse(await response.json()) };
}

/** The same request under its key, until something else comes of it than that it is not decided, or was undone. */
async function reserveUntilTold(key: string) {
  const told = await pollUntil(
    async () => {
      const answer = await reserve({ headers: { 'idempotency-key': key } }).catch(() => undefined);
      return answer !== undefined && answer.status < 500 && answer;
    },
    { timeoutMs: 20_000, intervalMs: 50 },
  );
  if (told === undefined) throw new Error(`${key} was told nothing`);
  return told;
}

/** Applies a flag; disposing of it ends it. */
async function flag(instance: string, name: string, value: boolean | number): Promise<AsyncDisposable> {
  const wanted = { kind: 'flag', target: { instance }, flag: name, value, durationMs: 60_000 };
  const { id, lifted } = await system.applyFault(faultSpecification.parse(wanted));
  return {
    [Symbol.asyncDispose]: async () => {
      await system.liftFault(id);
      await lifted;
    },
  };
}

/** What is wrong with the books once every saga has ended. */
async function findings() {
  const observe = (instance: string, path: string) => system.request(instance, 'GET', path);
  return checkBooks(await readSettledBooks(observe));
}

describe('clients', () => {
  test('are confirmed, in Spanish, or in English where they ask for it', async () => {
    const spanish = await reserve();
    expect(spanish).toMatchObject({
      status: 200,
      body: { message: 'Reserva confirmada', notification: { sent: true }, reservation_id: expect.any(String) },
    });
    const english = await reserve({ headers: { 'accept-language': 'en-GB,en;q=0.9' } });
    expect(english).toMatchObject({ status: 200, body: { message: 'Reservation confirmed' } });
    const path = `/reservations/${english.body.reservation_id}`;
    expect(await system.request('gateway', 'GET', path)).toMatchObject({
      status: 200,
      body: { status: 'confirmed', steps: [{ name: 'hold' }, { name: 'charge' }, { name: 'sell' }, { name: 'save' }] },
    });
  });

  test('get one reservation for a key, however often they ask, and 422 for another request under it', async () => {
    const headers = { 'idempotency-key': 'twenty' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => reserve({ headers })));
    const again = await reserve({ headers });
    expect(new Set([...answers, again].map(({ status, body }) => `${status} ${body.reservation_id}`)).size).toBe(1);
    expect(again).toMatchObject({ status: 200 });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const other = await reserve({ quantity: 2, headers });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  test('that want the last seat at once: one gets it, and the other is told that none is left', async () => {
    const wish = { event: 'last-seat' };
    const both = await Promise.all([reserve(wish), reserve(wish)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const late = await reserve(wish);
    expect(late).toMatchObject({ status: 409, body: { code: 'no_seats', free: 0, held: 0, outcome: 'cancelled' } });
    expect(late.headers.get('retry-after')).toBeNull();
  });

  test('of an event that is not there are told so, and nothing is charged', async () => {
    expect(await reserve({ event: 'nowhere' })).toMatchObject({
      status: 404,
      body: { code: 'unknown_event', outcome: 'cancelled' },
    });
    expect(await findings()).toEqual([]);
  });
});

describe('a service that fails', () => {
  test('one inventory: the other serves; both: 503, with nothing held', async () => {
    await using _one = await flag('inventory-1', 'crash', true);
    expect((await reserve()).status).toBe(200);
    await using _two = await flag('inventory-2', 'crash', true);
    const refused = await reserve();
    expect(refused).toMatchObject({ status: 503, body: { code: 'inventory_unavailable', outcome: 'cancelled' } });
    expect(refused.headers.get('retry-after')).toBe('1');
  });

  test('payments too slow: 504 in time, nobody charged; the same key gets the seat afterwards', async () => {
    const headers = { 'idempotency-key': 'slow' };
    const slow = await flag('payments', 'latency_seconds', 5);
    const first = await reserve({ headers });
    expect(first.status).toBe(504);
    await slow[Symbol.asyncDispose]();
    const second = await reserveUntilTold('slow');
    expect(second.status).toBe(200);
    expect(await findings()).toEqual([]);
  });

  test('notifications down: confirmed without, and notified later, once', async () => {
    const down = await flag('notifications', 'down', true);
    const { status, body } = await reserve();
    expect({ status, body }).toMatchObject({ status: 200, body: { notification: { sent: false } } });
    await down[Symbol.asyncDispose]();
    expect(await findings()).toEqual([]);
    const taken = await system.request('notifications', 'GET', '/books/notifications?limit=1000');
    const own = z.object({ notifications: z.array(z.looseObject({ message_key: z.string() })) }).parse(taken.body);
    expect(own.notifications.filter(({ message_key }) => message_key === body.reservation_id)).toHaveLength(1);
  });

  test('the database of the orchestrator, half of the time: every key is told in the end', async () => {
    const keys = Array.from({ length: 20 }, (_, at) => `flapping-${at}`);
    const flapping = await flag('reservations', 'db_flapping', true);
    await Promise.all(keys.slice(0, 10).map((key) => reserve({ headers: { 'idempotency-key': key } })));
    await flapping[Symbol.asyncDispose]();
    const told = await Promise.all(keys.map(reserveUntilTold));
    expect(new Set(told.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await findings()).toEqual([]);
  });
});

test('the orchestrator killed in mid-saga: every saga ends, every key is told, and the books balance', async () => {
  const slow = await flag('payments', 'latency_seconds', 1);
  const keys = Array.from({ length: 20 }, (_, at) => `killed-${at}`);
  const asked = keys.map((key) => reserve({ headers: { 'idempotency-key': key } }).catch(() => undefined));
  const underWay = async () => {
    const { body } = await system.request('reservations', 'GET', '/books/sagas?open=true');
    return z.object({ sagas: z.array(z.unknown()) }).safeParse(body).data?.sagas.length === keys.length;
  };
  expect(await pollUntil(underWay, { timeoutMs: 30_000, intervalMs: 5 })).toBe(true);
  const crash = { kind: 'crash', target: { instance: 'reservations' }, durationMs: 100 };
  const { lifted } = await system.applyFault(faultSpecification.parse(crash));
  await Promise.all(asked);
  await lifted;
  await slow[Symbol.asyncDispose]();
  const told = await Promise.all(keys.map(reserveUntilTold));
  expect(new Set(told.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(told.map(({ body }) => body.reservation_id)).size).toBe(keys.length);
  expect(await findings()).toEqual([]);
});
