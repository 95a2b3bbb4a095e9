import { once } from 'node:events';
import { get } from 'node:http';
import { createConnection } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startService } from './start-service.ts';
import { openThings, post, thingsDefinition } from './testing/things-service.ts';

let stack = new AsyncDisposableStack();

afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

const open: typeof openThings = async (lab, build) => stack.use(await openThings(lab, build));

describe('a service', () => {
  test('is healthy, measured and described', async () => {
    const { ask } = await open(undefined);
    expect(await ask({ path: '/health' })).toEqual({ status: 200, body: { status: 'ok', instance_id: 'things-1' } });
    await ask(post('/things/7', { quantity: 2 }));
    const metrics = await ask({ path: '/metrics' });
    expect(metrics.body).toContain(
      'duration_seconds_count{service="things",instance="things-1",method="POST",endpoint="/things/:id",status="200"} 1',
    );
    const description = await ask({ path: '/openapi.json' });
    expect(description.body).toMatchObject({
      openapi: '3.1.0',
      paths: { '/things/{id}': { post: { responses: { 200: {}, '4XX': {} } } } },
    });
  });

  test('is 503 at /health until it says that it is ready', async () => {
    let ready = false;
    const { ask } = await open(undefined, ({ setHealth }) => setHealth(() => ({ ready, detail: { offset: 3 } })));
    expect(await ask({ path: '/health' })).toMatchObject({ status: 503, body: { status: 'starting', offset: 3 } });
    ready = true;
    expect(await ask({ path: '/health' })).toMatchObject({ status: 200, body: { status: 'ok', offset: 3 } });
  });

  test('shows pages of its own, and says in every log line what it is asked to', async () => {
    const lines: unknown[] = [];
    let term = 1;
    const service = await startService({
      ...thingsDefinition(undefined, ({ app, logger }) => {
        app.get('/health', () => ({ status: 'healthy' }));
        term = 2;
        logger.warn({ module: 'raft' }, 'a new term');
      }),
      environment: { ...thingsDefinition(undefined).environment, LOG_LEVEL: 'warn' },
      writeLine: (line) => lines.push(JSON.parse(line)),
      logFields: () => ({ module: 'node', term }),
      ownPages: ['/health'],
    });
    stack.defer(() => service.stop());
    const health = await fetch(`${service.url}/health`);
    expect(await health.json()).toEqual({ status: 'healthy' });
    expect(lines).toEqual([expect.objectContaining({ message: 'a new term', module: 'raft', term: 2 })]);
  });

  test('answers a client that offers HTTP/2 as if it had not, also where other protocols are taken', async () => {
    const { service } = await open(undefined, ({ app }) => {
      app.get('/who', () => 'application');
      app.server.on('upgrade', (_request, socket) => socket.destroy());
    });
    const [answer] = await once(
      get(`${service.url}/who`, { headers: { connection: 'Upgrade', upgrade: 'h2c' }, agent: false }),
      'response',
    );
    expect(answer.resume().statusCode).toBe(200);
  });

  test('says that a head is too large, and what to do', async () => {
    const { service } = await open(undefined);
    const answer = await fetch(`${service.url}/things?${'x'.repeat(20_000)}`);
    expect({ status: answer.status, body: await answer.json() }).toMatchObject({
      status: 431,
      body: { code: 'head_too_large', hint: 'Use the body.' },
    });
  });

  test('answers every kind of bad input with a problem that says what to do', async () => {
    const { ask, service } = await open(undefined);
    const problem = (status: number, code: string) => ({ status, body: { status, code, hint: expect.any(String) } });
    expect(await ask({ path: '/nothing' })).toMatchObject(problem(404, 'not_found'));
    expect(await ask({ method: 'DELETE', path: '/things/7' })).toMatchObject({
      ...problem(405, 'method_not_allowed'),
      body: { hint: 'It takes POST.' },
    });
    expect(await ask({ path: '/things/%ff' })).toMatchObject(problem(400, 'malformed_url'));
    expect(await ask(post('/things/7', { quantity: 'a'.repeat(70_000) }))).toMatchObject(
      problem(413, 'body_too_large'),
    );
    const malformed = await fetch(`${service.url}/things/7`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"quantity":',
    });
    expect(malformed.headers.get('content-type')).toContain('application/problem+json');
    expect({ status: malformed.status, body: await malformed.json() }).toMatchObject(problem(400, 'malformed_json'));
    const text = await fetch(`${service.url}/things/7`, { method: 'POST', body: 'quantity' });
    expect({ status: text.status, body: await text.json() }).toMatchObject(problem(415, 'unsupported_media_type'));
  });

  test('refuses a body whose bytes are not UTF-8, or encoded otherwise', async () => {
    const { service } = await open(undefined);
    const send = async (body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) => {
      const sent = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
      const answer = await fetch(`${service.url}/things/7`, sent);
      return { status: answer.status, body: await answer.json() };
    };
    const bytes = (json: string) => new Uint8Array(Buffer.from(json, 'latin1'));
    expect(await send(bytes('{"quantity":1,"\xff":0}'))).toMatchObject({
      status: 400,
      body: { code: 'malformed_json', detail: 'The body is not UTF-8.' },
    });
    const encoded = await send(bytes('{"quantity":1}'), { 'content-encoding': 'gzip' });
    expect(encoded).toMatchObject({ status: 415, body: { code: 'unsupported_content_encoding' } });
    expect((await send(bytes('{"quantity":1}'), { 'content-encoding': 'identity' })).status).toBe(200);
    expect((await send(bytes('\xef\xbb\xbf{"quantity":1}'))).status).toBe(200);
  });

  test('takes an empty body for none where a route wants none, whatever type is said of it', async () => {
    const { service } = await open(undefined, ({ app }) => {
      app.delete('/things', () => ({ deleted: true }));
      app.post('/things/:id', { schema: { body: z.strictObject({ quantity: z.int() }) } }, () => ({}));
    });
    const empty = (method: string, path: string) =>
      fetch(service.url + path, { method, headers: { 'content-type': 'application/json' }, body: '' });
    const deleted = await empty('DELETE', '/things');
    expect({ status: deleted.status, body: await deleted.json() }).toEqual({ status: 200, body: { deleted: true } });
    const wanting = await empty('POST', '/things/7');
    expect({ status: wanting.status, body: await wanting.json() }).toMatchObject({
      status: 400,
      body: { code: 'malformed_json', detail: 'The body is empty.' },
    });
  });

  test('names the fields that are wrong', async () => {
    const { ask } = await open(undefined);
    const answer = await ask(post('/things/7', { quantity: -1, colour: 'red' }));
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'body.quantity' }, { field: 'body' }] } });
  });

  test('shows nothing of its inside when it fails', async () => {
    const { ask } = await open(undefined);
    const answer = await ask({ path: '/broken' });
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal_error', trace_id: expect.any(String) } });
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|\.ts|stack/);
  });

  test('answers what is not HTTP with a problem, too', async () => {
    const { service } = await open(undefined);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = createConnection(service.port, '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
      let received = '';
      socket.on('data', (data) => {
        received += data.toString();
      });
      socket.on('end', () => resolve(received));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1.1 400 [\s\S]*application\/problem\+json[\s\S]*malformed_request/);
  });

  test('says what to do where its port is taken', async () => {
    const { service } = await open(undefined);
    const second = startService(thingsDefinition(undefined, undefined, service.port));
    await expect(second).rejects.toMatchObject({ code: 'cannot-listen', hint: expect.stringContaining('PORT') });
  });

  test('goes on in the trace of its caller', async () => {
    const { ask } = await open(undefined);
    const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), parentSpanId: undefined, sampled: true };
    const { body: seen } = await ask({ path: '/trace', trace });
    expect(seen).toMatchObject({ traceId: 'a'.repeat(32), parentSpanId: 'b'.repeat(16) });
  });

  test('answers what is in flight when it stops, and refuses what comes after', async () => {
    const { ask, service } = await open(undefined, ({ app, closing }) => {
      app.get(
        '/slow',
        () => new Promise((resolve) => closing.addEventListener('abort', () => resolve({ done: true }))),
      );
    });
    const arrived = ask({ path: '/slow' });
    await ask({ path: '/health' });
    await service.stop();
    expect(await arrived).toMatchObject({ status: 200, body: { done: true } });
    await expect(fetch(`${service.url}/health`)).rejects.toThrow();
  });

  test('opens what needs its port when it has one, and closes that before anything else', async () => {
    let seen: number | undefined;
    let whileClosing: number | undefined;
    const { service } = await open(undefined, (parts) => {
      parts.onListening(async (port) => {
        seen = port;
        const close = async () => {
          whileClosing = (await fetch(`http://127.0.0.1:${port}/health`)).status;
        };
        return { [Symbol.asyncDispose]: close };
      });
    });
    await service.stop();
    expect([seen, whileClosing]).toEqual([service.port, 200]);
  });

  test('ends, and listens no longer, where that cannot be opened', async () => {
    let port = 0;
    const starting = open(undefined, (parts) => {
      parts.onListening(async (given) => {
        port = given;
        throw new Error('no such thing');
      });
    });
    await expect(starting).rejects.toThrow('no such thing');
    await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
  });

  test('the journal is told what was answered, at the latest when the service stops', async () => {
    const { ask, service, facts } = await open('1');
    await ask({ path: '/things' });
    await ask({ path: '/things' });
    await ask({ path: '/nothing/at/all' });
    await service.stop();
    expect(facts).toMatchObject([
      {
        type: 'request-window',
        instance: 'things-1',
        rows: [
          { endpoint: '/things', method: 'GET', status: 200, count: 2 },
          { endpoint: 'unmatched', method: 'GET', status: 404, count: 1 },
        ],
      },
    ]);
  });
});
