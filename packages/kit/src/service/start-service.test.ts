import { createConnection } from 'node:net';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { JournalFact } from '@temblor/lab/journal/event';
import { parseFactLine } from '@temblor/lab/journal/fact-line';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { HttpClient, HttpRequest } from '../http/http-client.ts';
import { openHttpClient } from '../http/http-client.ts';
import { ProblemError } from './problem.ts';
import type { RunningService, ServiceDefinition, ServiceParts } from './start-service.ts';
import { startService } from './start-service.ts';

let stack = new AsyncDisposableStack();
let facts: JournalFact[] = [];

afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
  facts = [];
});

const body = z.strictObject({ quantity: z.int().min(1) });

function addRoutes({ app }: ServiceParts): void {
  const thing = z.object({ id: z.string(), quantity: z.number() });
  app.post(
    '/things/:id',
    { schema: { params: z.object({ id: z.string() }), body, response: { 200: thing } } },
    (request) => ({
      id: request.params.id,
      quantity: request.body.quantity,
    }),
  );
  app.get('/things', () => ({ things: [] }));
  app.get('/broken', () => {
    throw new Error('secret detail of the inside');
  });
  app.get('/refused', () => {
    throw new ProblemError(409, 'refused', 'It is refused.', { hint: 'Wait.', headers: { 'retry-after': '1' } });
  });
  app.get('/trace', (request) => ({ ...request.trace }));
}

function definition(lab: string | undefined, build: ServiceDefinition['build'], port: number): ServiceDefinition {
  return {
    name: 'things',
    title: 'Things',
    description: 'For the test.',
    environment: {
      HOST: '127.0.0.1',
      PORT: port,
      INSTANCE_ID: 'things-1',
      INSTANCE_NUMBER: 1,
      LOG_LEVEL: 'silent',
      TEMBLOR_LAB: lab,
      TEMBLOR_SEED: 1,
    },
    clock: monotonicClock,
    writeLine: (line) => {
      const parsed = parseFactLine(line);
      if (parsed !== undefined) facts.push(parsed.fact);
    },
    alterAnswer: (payload) => ({ ...z.looseObject({}).parse(payload), quantity: 666 }),
    build,
  };
}

async function open(lab: string | undefined, build = addRoutes): Promise<{ service: RunningService; ask: Ask }> {
  const service = await startService(definition(lab, build, 0));
  const client: HttpClient = openHttpClient(service.url, { timeoutMs: 3000, connections: 4 });
  stack.defer(() => service.stop());
  stack.use(client);
  const ask: Ask = async (request) => {
    const result = await client.request(request);
    if (result.kind !== 'answered') throw new Error(`no answer: ${JSON.stringify(result)}`);
    return { status: result.status, body: result.body };
  };
  return { service, ask };
}

type Ask = (request: HttpRequest) => Promise<{ status: number; body: unknown }>;

const post = (path: string, value: unknown): HttpRequest => ({ method: 'POST', path, body: value });

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
    const second = startService(definition(undefined, addRoutes, service.port));
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
});

describe('the fault switch over HTTP', () => {
  test('does not exist in a process that no lab started', async () => {
    const { ask } = await open(undefined);
    expect(await ask({ path: '/inject-failure' })).toMatchObject({ status: 404 });
    expect(await ask(post('/inject-failure', { type: 'latency' }))).toMatchObject({ status: 404 });
  });

  test.each([{ host: 'attacker.example' }, { origin: 'http://attacker.example' }, { origin: 'null' }])(
    'is not there for a caller with %o',
    async (headers) => {
      const { ask } = await open('1');
      const attempt = await ask({ ...post('/inject-failure', { type: 'intermittent', probability: 1 }), headers });
      expect(attempt).toMatchObject({ status: 404 });
      expect(await ask({ path: '/inject-failure' })).toMatchObject({ status: 200, body: { type: 'clear' } });
    },
  );

  test('takes exactly the words of the brief, with their defaults', async () => {
    const { ask } = await open('1');
    expect(await ask(post('/inject-failure', { type: 'latency', latency_ms: 40 }))).toMatchObject({
      status: 200,
      body: { type: 'latency', latency_ms: 40, remaining_ms: 60_000, acted: false },
    });
    expect(await ask(post('/inject-failure', { type: 'explode' }))).toMatchObject({ status: 422 });
    expect(await ask(post('/inject-failure', { type: 'latency', latency: 4 }))).toMatchObject({ status: 422 });
    expect(await ask(post('/inject-failure', { type: 'intermittent', probability: 2 }))).toMatchObject({ status: 422 });
    expect(await ask(post('/inject-failure', { type: 'clear' }))).toMatchObject({ body: { type: 'clear' } });
  });

  test('delays every answer, the health check and errors too, but not its own', async () => {
    const { ask } = await open('1');
    await ask(post('/inject-failure', { type: 'latency', latency_ms: 60 }));
    for (const path of ['/health', '/nothing', '/things']) {
      const startedMs = performance.now();
      await ask({ path });
      expect(performance.now() - startedMs).toBeGreaterThanOrEqual(58);
    }
    const startedMs = performance.now();
    expect(await ask({ path: '/inject-failure' })).toMatchObject({ body: { acted: true } });
    await ask({ method: 'DELETE', path: '/inject-failure' });
    await ask({ path: '/things' });
    expect(performance.now() - startedMs).toBeLessThan(55);
  });

  test('fails requests, the health check too', async () => {
    const { ask } = await open('1');
    await ask(post('/inject-failure', { type: 'intermittent', probability: 1 }));
    expect(await ask({ path: '/health' })).toMatchObject({ status: 500, body: { code: 'injected_failure' } });
    expect(await ask({ path: '/inject-failure' })).toMatchObject({ status: 200, body: { acted: true } });
    await ask({ method: 'DELETE', path: '/inject-failure' });
    expect(await ask({ path: '/health' })).toMatchObject({ status: 200 });
  });

  test('spares the health check where it is asked to, and nothing else', async () => {
    const { ask } = await open('1');
    await ask(post('/inject-failure', { type: 'intermittent', probability: 1, spare_health: true }));
    expect(await ask({ path: '/health' })).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await ask({ path: '/inject-failure' })).toMatchObject({ body: { spare_health: true, acted: false } });
    expect(await ask({ path: '/things' })).toMatchObject({ status: 500, body: { code: 'injected_failure' } });
    expect(await ask({ path: '/metrics' })).toMatchObject({ status: 500 });
    await ask(post('/inject-failure', { type: 'latency', latency_ms: 60_000, spare_health: true }));
    expect(await ask({ path: '/health/' })).toMatchObject({ status: 200 });
    expect(await ask({ path: '/inject-failure' })).toMatchObject({ body: { acted: false } });
  });

  test('answers wrongly where an answer was right, and leaves errors as they are', async () => {
    const { ask } = await open('1');
    await ask(post('/inject-failure', { type: 'incorrect_response' }));
    expect(await ask(post('/things/7', { quantity: 2 }))).toMatchObject({ status: 200, body: { quantity: 666 } });
    expect(await ask({ path: '/refused' })).toMatchObject({ status: 409, body: { code: 'refused' } });
    expect(facts).toEqual([{ type: 'switch-acted', instance: 'things-1', kind: 'incorrect_response' }]);
  });

  test('tells which fault acted, as it was named when it was turned on', async () => {
    const { ask } = await open('1');
    await ask(post('/inject-failure', { type: 'intermittent', probability: 1, fault: 'f1' }));
    await ask(post('/inject-failure', { type: 'intermittent', probability: 1, fault: 'f2' }));
    await ask({ path: '/things' });
    expect(facts).toEqual([{ type: 'switch-acted', instance: 'things-1', kind: 'intermittent', fault: 'f2' }]);
  });

  test('the journal is told what was answered, at the latest when the service stops', async () => {
    const { ask, service } = await open('1');
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
