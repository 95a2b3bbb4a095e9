import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { HttpClient, HttpResult } from './http-client.ts';
import { openHttpClient } from './http-client.ts';

let stack = new AsyncDisposableStack();
afterEach(async () => {
  vi.useRealTimers();
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

async function serve(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no address');
  return { url: `http://127.0.0.1:${address.port}`, server };
}

function open(url: string, timeoutMs = 20_000) {
  return stack.use(openHttpClient(url, { timeoutMs, connections: 2 }));
}

const deadlineMs = 60;

/**
 * Sends a request whose answer does not end, and sees that it is given up when its deadline has passed, and not before. The
 * client's connection is there already: connecting has timers of its own, which must not be the test's.
 */
async function expectGivenUpInTime(client: HttpClient, path: string, arrived: Promise<void>): Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const results: HttpResult[] = [];
  void client.request({ path }).then((result) => results.push(result));
  await arrived;
  vi.advanceTimersByTime(deadlineMs - 1);
  await new Promise(setImmediate);
  expect(results).toEqual([]);
  vi.advanceTimersByTime(1);
  await pollUntil(() => results.length > 0, { timeoutMs: 5000, intervalMs: 1 });
  expect(results).toEqual([{ kind: 'timed-out' }]);
  vi.useRealTimers();
}

describe('HTTP client', () => {
  test('an answer is its status and its parsed body; what is not JSON stays text', async () => {
    const { url } = await serve((request, response) => {
      response.statusCode = request.url === '/empty' ? 204 : 409;
      response.end(request.url === '/empty' ? undefined : request.url === '/text' ? 'as it is' : '{"code":"taken"}');
    });
    const client = open(url);
    expect(await client.request({ path: '/json' })).toEqual({ kind: 'answered', status: 409, body: { code: 'taken' } });
    expect(await client.request({ path: '/text' })).toEqual({ kind: 'answered', status: 409, body: 'as it is' });
    expect(await client.request({ path: '/empty' })).toEqual({ kind: 'answered', status: 204, body: null });
  });

  test('of the headers of an answer a caller gets those that it asks for', async () => {
    const { url } = await serve((_request, response) => {
      response.setHeader('retry-after', '1');
      response.end();
    });
    const result = await open(url).request({ path: '/', answerHeaders: ['retry-after', 'location'] });
    expect(result).toEqual({ kind: 'answered', status: 200, body: null, headers: { 'retry-after': '1' } });
  });

  test('sends JSON and the trace', async () => {
    const { url } = await serve((request, response) => {
      request.setEncoding('utf8').on('data', (body: string) => {
        const { traceparent, 'content-type': type } = request.headers;
        response.end(JSON.stringify({ body: JSON.parse(body), traceparent, type, method: request.method }));
      });
    });
    const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), parentSpanId: undefined, sampled: true };
    const result = await open(url).request({ method: 'POST', path: '/', body: { n: 1 }, trace });
    expect(result).toMatchObject({
      body: {
        body: { n: 1 },
        traceparent: `00-${trace.traceId}-${trace.spanId}-01`,
        type: 'application/json',
        method: 'POST',
      },
    });
  });

  test('a server that does not answer in time is timed out, and the next request is answered', async () => {
    const arrived = Promise.withResolvers<void>();
    const { url } = await serve((request, response) => {
      if (request.url === '/silent') arrived.resolve();
      else response.end('{}');
    });
    const client = open(url, deadlineMs);
    await client.request({ path: '/', timeoutMs: 20_000 });
    await expectGivenUpInTime(client, '/silent', arrived.promise);
    expect(await client.request({ path: '/', timeoutMs: 20_000 })).toMatchObject({ kind: 'answered' });
  });

  test('the deadline covers an answer that trickles', async () => {
    const { url } = await serve((request, response) => {
      if (request.url === '/trickling') response.write('{"never":');
      else response.end('{}');
    });
    const client = open(url, deadlineMs);
    await client.request({ path: '/', timeoutMs: 20_000 });
    const began = Promise.withResolvers<void>();
    const begin = () => began.resolve();
    subscribe('undici:request:headers', begin);
    stack.defer(() => void unsubscribe('undici:request:headers', begin));
    await expectGivenUpInTime(client, '/trickling', began.promise);
  });

  test('a refused and a broken connection are unreachable, with their code', async () => {
    const { url, server } = await serve((_request, response) => response.destroy());
    const client = open(url);
    expect(await client.request({ path: '/' })).toMatchObject({ kind: 'unreachable', code: 'UND_ERR_SOCKET' });
    server.close();
    server.closeAllConnections();
    expect(await client.request({ path: '/' })).toMatchObject({ kind: 'unreachable', code: 'ECONNREFUSED' });
  });

  test("the caller's signal ends a request", async () => {
    const { url } = await serve(() => undefined);
    const ending = new AbortController();
    const client = open(url);
    const result = client.request({ path: '/', signal: ending.signal });
    ending.abort();
    expect(await result).toEqual({ kind: 'aborted' });
    expect(await client.request({ path: '/', signal: ending.signal })).toEqual({ kind: 'aborted' });
  });
});
