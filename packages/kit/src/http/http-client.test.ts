import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { openHttpClient } from './http-client.ts';

let stack = new AsyncDisposableStack();
afterEach(async () => {
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
    const { url } = await serve((request, response) => {
      if (request.url !== '/silent') response.end('{}');
    });
    const client = open(url, 60);
    expect(await client.request({ path: '/silent' })).toEqual({ kind: 'timed-out' });
    expect(await client.request({ path: '/', timeoutMs: 20_000 })).toMatchObject({ kind: 'answered' });
  });

  test('the deadline covers an answer that trickles', async () => {
    const { url } = await serve((_request, response) => {
      response.write('{"never":');
    });
    expect(await open(url, 60).request({ path: '/' })).toEqual({ kind: 'timed-out' });
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
