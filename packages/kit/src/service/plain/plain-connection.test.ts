import type { Socket } from 'node:net';
import { createConnection } from 'node:net';
import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { RunningService } from '../start-service.ts';
import { startService } from '../start-service.ts';
import { thingsDefinition } from '../testing/things-service.ts';
import type { PlainAnswer } from './plain-connection.ts';

let stack = new AsyncDisposableStack();

afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

const contentType = 'application/json';

/** A service that says who took a request and what its body was: past the application, or as its route would. */
async function open(lab?: string, wait: Promise<unknown> = Promise.resolve()): Promise<RunningService> {
  const service = await startService(
    thingsDefinition(lab, ({ app, takePlain }) => {
      app.post('/who', (request) => ({ by: 'application', body: request.body }));
      app.get('/who', () => ({ by: 'application' }));
      takePlain(({ target, body }) => {
        if (target !== '/who') return undefined;
        const text = `{"by":"plain","body":${body.toString()}}`;
        return wait.then((): PlainAnswer => ({ status: 200, contentType, body: text }));
      });
    }),
  );
  stack.defer(() => service.stop());
  return service;
}

interface Client {
  readonly socket: Socket;
  /** The bodies of so many answers, in order. */
  answers(count: number): Promise<unknown[]>;
  readonly closed: Promise<string>;
}

function connect({ port }: RunningService): Client {
  let text = '';
  let look: () => void = () => undefined;
  const socket = createConnection({ port, host: '127.0.0.1', allowHalfOpen: true }).setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    text += chunk;
    look();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => socket.on('end', () => resolve(text)));
  stack.defer(() => void socket.destroy());
  const answers = (count: number) =>
    new Promise<unknown[]>((resolve) => {
      look = () => {
        const answers = text.split(/HTTP\/1\.1 (?=\d)/).slice(1);
        const whole = answers.filter((answer) => /\r\n\r\n(.+\}|0\r\n\r\n)$/.test(answer));
        if (whole.length >= count) resolve(whole.map(bodyOf));
      };
      look();
    });
  return { socket, answers, closed };
}

/** Of an answer without one, its status. */
function bodyOf(answer: string): unknown {
  const body = answer.split('\r\n\r\n')[1] ?? '';
  return body.endsWith('}') ? JSON.parse(body) : { status: Number(answer.slice(0, 3)) };
}

const post = (body: string, headers = '', path = '/who') =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const by = (who: 'plain' | 'application') => ({ by: who, body: 'é' });

describe('a plain request', () => {
  test('is answered past the application, one after another on the same connection', async () => {
    const client = connect(await open());
    for (let count = 1; count <= 3; count += 1) {
      client.socket.write(post('"é"', count === 2 ? 'X-Other: 1\r\n' : ''));
      expect(await client.answers(count)).toEqual(Array(count).fill(by('plain')));
    }
  });

  test('is answered in its turn where several come at once, and its client closes its side', async () => {
    const client = connect(await open());
    client.socket.end(post('1') + post('2') + post('3'));
    expect(await client.answers(3)).toEqual([1, 2, 3].map((body) => ({ by: 'plain', body })));
    await client.closed;
  });

  test('is the application\u2019s while a fault is armed', async () => {
    const service = await open('1');
    const arm = { method: 'POST', headers: { 'content-type': contentType }, body: '{"type":"latency","latency_ms":1}' };
    await fetch(`${service.url}/inject-failure`, arm);
    const client = connect(service);
    client.socket.write(post('"é"'));
    expect(await client.answers(1)).toEqual([by('application')]);
    await fetch(`${service.url}/inject-failure`, { method: 'DELETE' });
    const next = connect(service);
    next.socket.write(post('"é"'));
    expect(await next.answers(1)).toEqual([by('plain')]);
  });

  test('is not read from who does not read answers, until it does', async () => {
    let taken = 0;
    const body = JSON.stringify('x'.repeat(65_536));
    const definition = thingsDefinition(undefined, ({ app, takePlain }) => {
      app.get('/who', () => ({ by: 'application' }));
      takePlain(async () => {
        taken += 1;
        return { status: 200, contentType, body };
      });
    });
    const service = await startService(definition);
    stack.defer(() => service.stop());
    const count = 1000;
    const socket = createConnection({ port: service.port, host: '127.0.0.1' });
    stack.defer(() => void socket.destroy());
    socket.write(post('1').repeat(count));
    await expect.poll(() => taken).toBeGreaterThan(0);
    for (let turn = 0; turn < 20; turn += 1) await isTaken(service);
    expect(taken).toBeLessThan(count);
    socket.resume();
    await expect.poll(() => taken, { timeout: 10_000 }).toBe(count);
  });

  test('is answered before the service ends, and its connection closed', async () => {
    const answering = Promise.withResolvers<void>();
    const service = await open(undefined, answering.promise);
    const client = connect(service);
    client.socket.write(post('"é"'));
    const idle = connect(service);
    await expect.poll(() => isTaken(service)).toBe(true);
    const stopped = service.stop();
    await idle.closed;
    answering.resolve();
    expect(await client.closed).toContain('"by":"plain"');
    await stopped;
  });
});

/** Whether a service of this test answers elsewhere: what was written to it before has been read by then. */
const isTaken = async ({ url }: RunningService) => (await fetch(`${url}/who`)).ok;

describe('what is not plain', () => {
  test.each([
    ['another method', 'GET /who HTTP/1.1\r\nHost: x\r\n\r\n', { by: 'application' }],
    [
      'chunks',
      'POST /who HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n"\u00e9"\r\n0\r\n\r\n',
      by('application'),
    ],
    ['an end of the connection', post('"é"', 'Connection: close\r\n'), by('application')],
    ['a header twice', post('"é"', 'X-A: 1\r\nX-A: 2\r\n'), by('application')],
    ['a path that nobody takes', post('{"quantity":1}', '', '/nothing'), { status: 404 }],
    ['two lengths', post('"é"', 'Content-Length: 3\r\n'), { status: 400 }],
    ['a folded header', post('"é"', 'X-A: 1\r\n b\r\n'), { status: 400 }],
    ['no host', post('"é"').replace('Host: x\r\n', ''), { status: 400 }],
  ])('%s: is the application\u2019s, also behind a plain one', async (_, bytes, answer) => {
    const service = await open();
    const first = connect(service);
    first.socket.write(bytes);
    expect(await first.answers(1)).toMatchObject([answer]);
    const second = connect(service);
    second.socket.write(post('1') + bytes);
    expect(await second.answers(2)).toMatchObject([{ by: 'plain', body: 1 }, answer]);
  });

  test('wherever its bytes are cut, a request is answered once and right', async () => {
    const service = await open();
    const bytes = Buffer.from(post('"é"') + post('"é"') + post('"é"'));
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(cuts, async (places) => {
        const client = connect(service);
        let from = 0;
        for (const to of [...places.toSorted((left, right) => left - right), bytes.length]) {
          const part = bytes.subarray(from, to);
          await new Promise((resolve) => client.socket.write(part, resolve));
          from = to;
        }
        const answers = await client.answers(3);
        expect(answers).toEqual(answers.map(() => expect.objectContaining({ body: 'é' })));
        expect(answers).toHaveLength(3);
        client.socket.destroy();
      }),
      { numRuns: 60 },
    );
  });
});
