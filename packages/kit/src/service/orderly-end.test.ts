import type { Socket } from 'node:net';
import { createConnection } from 'node:net';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { afterEach, describe, expect, test } from 'vitest';
import type { RunningService, ServiceDefinition } from './start-service.ts';
import { startService } from './start-service.ts';

let stack = new AsyncDisposableStack();

afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

/** More than the buffers between two sockets of one machine hold. */
const manyBytes = 24_000_000;

async function open(times: Pick<ServiceDefinition, 'drainNoticeMs' | 'drainMs'>) {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const service = await startService({
    name: 'things',
    title: 'Things',
    description: 'For the test.',
    environment: {
      HOST: '127.0.0.1',
      PORT: 0,
      INSTANCE_ID: 'things-1',
      INSTANCE_NUMBER: 1,
      LOG_LEVEL: 'silent',
      TEMBLOR_SEED: 1,
    },
    clock: monotonicClock,
    writeLine: () => undefined,
    ...times,
    build: ({ app }) => {
      app.get('/quick', () => ({ quick: true }));
      app.get('/large', () => Buffer.alloc(manyBytes));
      app.get('/slow', async () => {
        asked.resolve();
        await released.promise;
        return { slow: true };
      });
    },
  });
  stack.defer(() => service.stop());
  return { service, asked: asked.promise, release: () => released.resolve() };
}

/** A connection, and all that came over it until it ended. */
function connect({ port }: RunningService): { socket: Socket; ended: Promise<string>; answered: Promise<void> } {
  const ended = Promise.withResolvers<string>();
  const answered = Promise.withResolvers<void>();
  const received: Buffer[] = [];
  const socket = createConnection(port, '127.0.0.1');
  socket.on('data', (data: Buffer) => {
    received.push(data);
    answered.resolve();
  });
  socket.on('error', () => undefined);
  socket.on('close', () => ended.resolve(Buffer.concat(received).toString('latin1')));
  stack.defer(() => void socket.destroy());
  return { socket, ended: ended.promise, answered: answered.promise };
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;

const isRefused = ({ url }: RunningService) =>
  fetch(`${url}/quick`).then(
    () => false,
    () => true,
  );

describe('a service that is asked to end', () => {
  test('says first that it drains, and answers everything else meanwhile', async () => {
    const { service } = await open({ drainNoticeMs: 700 });
    const stopped = service.stop();
    const health = await fetch(`${service.url}/health`);
    expect([health.status, await health.json()]).toEqual([503, { status: 'draining', instance_id: 'things-1' }]);
    const quick = await fetch(`${service.url}/quick`);
    expect([quick.status, quick.headers.get('connection')]).toEqual([200, 'close']);
    await stopped;
    expect(await isRefused(service)).toBe(true);
  });

  test('answers what is in flight, and ends its connection with it', async () => {
    const { service, asked, release } = await open({ drainMs: 60_000 });
    const { socket, ended } = connect(service);
    socket.write(get('/slow'));
    await asked;
    const stopped = service.stop();
    await expect.poll(() => isRefused(service)).toBe(true);
    release();
    await stopped;
    expect(await ended).toMatch(/^HTTP\/1.1 200 OK\r\n[\s\S]*connection: close[\s\S]*\{"slow":true\}$/i);
  });

  test('does not cut off an answer that its reader takes slowly', async () => {
    const { service } = await open({ drainMs: 60_000 });
    const { socket, ended, answered } = connect(service);
    socket.write(get('/large'));
    await answered;
    socket.pause();
    const stopped = service.stop();
    await expect.poll(() => isRefused(service)).toBe(true);
    socket.resume();
    await stopped;
    const whole = await ended;
    expect(whole.length - whole.indexOf('\r\n\r\n') - 4).toBe(manyBytes);
  });

  test('answers the requests that wait behind another one on their connection', async () => {
    const { service, asked, release } = await open({ drainMs: 60_000 });
    const { socket, ended } = connect(service);
    socket.write(`${get('/slow')}${get('/quick')}`);
    await asked;
    const stopped = service.stop();
    await expect.poll(() => isRefused(service)).toBe(true);
    release();
    await stopped;
    expect(await ended).toMatch(/\{"slow":true\}HTTP\/1.1 [\s\S]*\{"quick":true\}$/);
  });

  test('waits for the rest of a request that has begun', async () => {
    const { service } = await open({ drainMs: 60_000 });
    const { socket, ended, answered } = connect(service);
    socket.write(`${get('/quick')}`);
    await answered;
    socket.write(get('/quick').slice(0, 9));
    await fetch(`${service.url}/quick`); // by now the server has read what came before
    const stopped = service.stop();
    await expect.poll(() => isRefused(service)).toBe(true);
    socket.write(get('/quick').slice(9));
    await stopped;
    expect((await ended).match(/HTTP\/1.1 200 OK/g)).toHaveLength(2);
  });

  test('closes idle connections and those that were never used, without waiting', async () => {
    const { service } = await open({ drainMs: 60_000 });
    const [idle, unused] = [connect(service), connect(service)];
    idle.socket.write(get('/quick'));
    await idle.answered;
    await fetch(`${service.url}/quick`);
    await service.stop();
    expect(await idle.ended).toContain('{"quick":true}');
    expect(await unused.ended).toBe('');
  });

  test('breaks what is not answered in time', async () => {
    const { service, asked, release } = await open({ drainMs: 20 });
    const { socket, ended } = connect(service);
    socket.write(get('/slow'));
    await asked;
    await service.stop();
    expect(await ended).toBe('');
    release();
  });
});
