/** Clients that hang, send half of something or leave, in front of a balancer outside every lab: what its replicas see. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BalancerProcess } from './balancer-fixtures/balancer-process.ts';
import { FakeImage } from './balancer-fixtures/fake-image.ts';

const replicas: FakeImage[] = [];
let balancer: BalancerProcess;

beforeAll(async () => {
  replicas.push(...(await Promise.all([FakeImage.open(), FakeImage.open()])));
  balancer = await BalancerProcess.start(replicas.map(({ url }) => url));
});

beforeEach(() => {
  for (const { asked } of replicas) asked.length = 0;
});

afterAll(async () => {
  await balancer?.[Symbol.asyncDispose]();
  await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
});

const count = (what: 'whole' | 'broken' | 'connections'): number =>
  replicas.reduce((total, replica) => total + replica[what], 0);

/** What reached a replica and was not one of the test's own `GET /whoami`, of which a slow one may be sent twice. */
const abuse = (): string[] => replicas.flatMap(({ asked }) => asked.filter((request) => request !== 'GET /whoami'));

const eventually = async (condition: () => boolean): Promise<void> => {
  expect(await pollUntil(condition, { timeoutMs: 30_000, intervalMs: 10 })).toBe(true);
};

const send = (bytes: string, times = 1): Promise<Socket[]> =>
  Promise.all(Array.from({ length: times }, () => balancer.send(bytes)));

/** Breaks them off: an orderly close could be that of a client which still waits for its answer (RFC 9112 section 9.6). */
async function leave(sockets: readonly Socket[]): Promise<void> {
  await Promise.all(
    sockets.map(async (socket) => {
      if (socket.closed) return;
      socket.resetAndDestroy();
      await once(socket, 'close');
    }),
  );
}

const post = (length: number, body: string): string =>
  `POST /images HTTP/1.1\r\nHost: balancer\r\nContent-Length: ${length}\r\n\r\n${body}`;

describe('nothing reaches a replica', () => {
  test('of a hundred heads that are never finished, and others are answered meanwhile', async () => {
    const sockets = await send('GET /slow HTTP/1.1\r\nHost: balancer\r\nX-Slow: ', 100);
    for (const socket of sockets) socket.write('l');
    expect(await balancer.get('/whoami')).toBe(200);
    expect(abuse()).toEqual([]);
    await leave(sockets);
    expect(await balancer.get('/whoami')).toBe(200);
    expect(abuse()).toEqual([]);
  });

  test('of a short body whose second half never comes', async () => {
    const sockets = await send(post(1000, 'x'.repeat(500)), 20);
    expect(await balancer.get('/whoami')).toBe(200);
    await leave(sockets);
    expect(await balancer.get('/whoami')).toBe(200);
    expect(abuse()).toEqual([]);
  });

  test('of a head without an end', async () => {
    const [socket] = await send(`GET /flood HTTP/1.1\r\nHost: balancer\r\nX-Flood: ${'x'.repeat(100_000)}`);
    if (socket === undefined) throw new Error('no connection');
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
    });
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1.1 431 /);
    expect(abuse()).toEqual([]);
  });
});

describe('no connection to a replica is left', () => {
  test('of long bodies that break off: they never look whole', async () => {
    const before = { whole: count('whole'), broken: count('broken') };
    const sockets = await send(post(10_000_000, 'x'.repeat(200_000)), 10);
    await eventually(() => count('connections') >= 10);
    await leave(sockets);
    await eventually(() => count('broken') - before.broken === 10);
    expect(count('whole')).toBe(before.whole);
    await eventually(() => count('connections') <= 2);
  });

  test('of clients that leave with a request in hand', async () => {
    const before = count('connections');
    const sockets = await send('GET /never HTTP/1.1\r\nHost: balancer\r\n\r\n', 50);
    await eventually(() => count('connections') >= 50);
    await leave(sockets);
    await eventually(() => count('connections') <= before);
    expect(await balancer.get('/whoami')).toBe(200);
  });
});
