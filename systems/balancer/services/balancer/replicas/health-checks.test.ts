import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createRawServer } from 'node:net';
import type { Time } from '@temblor/resilience/policy/surroundings';
import { VirtualTime } from '@temblor/resilience/testing/virtual-time';
import { systemTime } from '@temblor/resilience/time/system-time';
import { afterEach, expect, test, vi } from 'vitest';
import type { HealthCheckOptions } from './health-checks.ts';
import { HealthChecks } from './health-checks.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

type Mode = 'well' | 'failing' | 'draining' | 'hanging' | 'closing';

/** A replica whose health a test sets; it counts its connections and what was asked at once. */
async function replica(mode: Mode = 'well', port = 0) {
  const state = { mode, asked: 0, atOnce: 0, mostAtOnce: 0, sockets: new Set<Socket>(), connections: 0 };
  const server: Server = createServer((request, response) => {
    state.asked += 1;
    state.atOnce += 1;
    state.mostAtOnce = Math.max(state.mostAtOnce, state.atOnce);
    response.once('close', () => {
      state.atOnce -= 1;
    });
    expect(request.url).toBe('/health');
    if (state.mode === 'hanging') return;
    // Not at once: then the connection would not be held at all.
    if (state.mode === 'closing') response.once('finish', () => setImmediate(() => request.socket.end()));
    response.statusCode = { well: 200, closing: 200, failing: 500, draining: 503 }[state.mode];
    response.end(JSON.stringify({ status: state.mode === 'draining' ? 'draining' : 'ok' }));
  });
  server.on('connection', (socket) => {
    state.connections += 1;
    state.sockets.add(socket);
    socket.once('close', () => state.sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const die = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  cleanUps.push(die);
  return { state, die, port: portOf(server.address()) };
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('the server does not listen');
}

function check(
  ports: readonly number[],
  options: Partial<HealthCheckOptions> = {},
  servedFromMs = () => Number.NaN,
  time: Time = systemTime,
) {
  const news: string[] = [];
  const checks = new HealthChecks({
    upstreams: ports.map((port, index) => ({ id: `image-${index + 1}`, host: '127.0.0.1', port })),
    options: { intervalMs: 10, timeoutMs: 60, failuresToDown: 2, passesToUp: 2, ...options },
    time,
    servedFromMs,
    onNews: (id, { health }) => news.push(`${id} ${health}`),
  });
  cleanUps.push(async () => checks[Symbol.dispose]());
  return { checks, news };
}

const until = (condition: () => void | Promise<void>) => vi.waitFor(condition, { timeout: 20_000, interval: 2 });

/** Lets virtual time pass until something has happened over the sockets. */
const passing = (time: VirtualTime, condition: () => void) =>
  until(async () => {
    await time.advance(1);
    condition();
  });

test('a replica that hangs is down, delays no other, and is never asked twice at once', async () => {
  const [well, hanging] = [await replica(), await replica('hanging')];
  const { news } = check([well.port, hanging.port]);
  await until(() => expect(news).toEqual(['image-1 up', 'image-2 down']));
  expect(well.state.asked).toBeGreaterThan(hanging.state.asked);
  expect(hanging.state.mostAtOnce).toBe(1);
  hanging.state.mode = 'well';
  await until(() => expect(news.at(-1)).toBe('image-2 up'));
  expect(well.state.connections).toBe(1);
});

test('the end of the held connection is looked into at once, however long the interval', async () => {
  const { port, die } = await replica();
  const { news } = check([port], { intervalMs: 60_000 });
  await until(() => expect(news).toEqual(['image-1 up']));
  await die();
  await until(() => expect(news).toEqual(['image-1 up', 'image-1 down']));
});

test('a replica that is started again on its port comes back', async () => {
  const { port, die } = await replica();
  const { news } = check([port]);
  await until(() => expect(news).toEqual(['image-1 up']));
  await die();
  await until(() => expect(news.at(-1)).toBe('image-1 down'));
  await replica('well', port);
  await until(() => expect(news).toEqual(['image-1 up', 'image-1 down', 'image-1 up']));
});

test('an error answer fails, and one that says draining is no failure', async () => {
  const { port, state } = await replica();
  const { news } = check([port]);
  await until(() => expect(news).toEqual(['image-1 up']));
  state.mode = 'failing';
  await until(() => expect(news.at(-1)).toBe('image-1 down'));
  state.mode = 'draining';
  await until(() => expect(news.at(-1)).toBe('image-1 draining'));
  state.mode = 'well';
  await until(() => expect(news.at(-1)).toBe('image-1 up'));
});

test('a server that closes every connection is well, and is not asked without a pause', async () => {
  const { port } = await replica('closing');
  const time = new VirtualTime();
  const startsMs: number[] = [];
  const timeoutMs = 4321;
  const schedule: Time['schedule'] = (afterMs, callback) => {
    if (afterMs === timeoutMs) startsMs.push(time.nowMs());
    return time.schedule(afterMs, callback);
  };
  const own: Time = {
    nowMs: () => time.nowMs(),
    schedule,
    alarm: (callback) => time.alarm(callback),
    afterArrivals: (callback) => time.afterArrivals(callback),
  };
  const { news } = check([port], { intervalMs: 60_000, timeoutMs }, undefined, own);
  await passing(time, () => expect(startsMs.length).toBeGreaterThan(5));
  expect(news).toEqual(['image-1 up']);
  const gapsMs = startsMs.slice(1).map((startMs, index) => startMs - (startsMs[index] ?? 0));
  expect(Math.min(...gapsMs)).toBeGreaterThanOrEqual(10);
});

test('a late answer counts for nothing while the replica answers requests', async () => {
  const { port, state } = await replica('hanging');
  const { news } = check([port], { timeoutMs: 10 }, () => Number.POSITIVE_INFINITY);
  await until(() => expect(state.asked).toBeGreaterThan(5));
  expect(news).toEqual([]);
});

test('a late answer is laid to this process while that stands still itself, but not for ever', async () => {
  const { port, state } = await replica('hanging');
  let stoodStillMs = 0;
  // A clock that leaps at every look is that of a process that is held up all the time.
  const nowMs = () => {
    stoodStillMs += 40;
    return performance.now() + stoodStillMs;
  };
  const options = { timeoutMs: 10, failuresToDown: 1 };
  const { news } = check([port], options, undefined, { ...systemTime, nowMs });
  await until(() => expect(news).toEqual(['image-1 down']));
  expect(state.asked).toBeGreaterThan(2);
});

test('nobody who speaks HTTP is there', async () => {
  const server = createRawServer((socket) =>
    socket
      .resume()
      .on('error', () => {})
      .end('hello\r\n\r\n'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => new Promise((resolve) => server.close(() => resolve())));
  const { news } = check([portOf(server.address())]);
  await until(() => expect(news).toEqual(['image-1 down']));
});

test('nothing is left when it stops, neither a connection nor a check', async () => {
  const [well, hanging] = [await replica(), await replica('hanging')];
  const time = new VirtualTime();
  const { checks } = check([well.port, hanging.port], { timeoutMs: 60_000 }, undefined, time);
  await passing(time, () => expect([well.state.asked > 2, hanging.state.asked > 0]).toEqual([true, true]));
  expect([well.state.sockets.size, hanging.state.sockets.size, time.pendingTimers > 0]).toEqual([1, 1, true]);
  checks[Symbol.dispose]();
  await until(() => expect([well.state.sockets.size, hanging.state.sockets.size]).toEqual([0, 0]));
  expect(time.pendingTimers).toBe(0);
});
