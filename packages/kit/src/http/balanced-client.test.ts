import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { systemTime } from '@temblor/resilience/time/system-time';
import { afterEach, describe, expect, test } from 'vitest';
import { isNotConnected, openBalancedClient } from './balanced-client.ts';

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

/** A server that answers with its name, its address, and what ends it. */
async function serve(name: string, listener?: RequestListener) {
  const server = createServer(listener ?? ((_request, response) => response.end(JSON.stringify(name))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const end = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  stack.defer(end);
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no address');
  return { url: `http://127.0.0.1:${address.port}`, end };
}

function open(...urls: string[]) {
  return stack.use(openBalancedClient(urls, { timeoutMs: 20_000, connections: 2 }, systemTime));
}

async function answers(client: ReturnType<typeof open>, count: number): Promise<unknown[]> {
  const bodies: unknown[] = [];
  for (let at = 0; at < count; at += 1) {
    const result = await client.request({ path: '/' });
    bodies.push(result.kind === 'answered' ? result.body : result.kind);
  }
  return bodies;
}

describe('balanced client', () => {
  test('asks the instances in turn', async () => {
    const [one, two] = [await serve('one'), await serve('two')];
    expect(await answers(open(one.url, two.url), 4)).toEqual(['one', 'two', 'one', 'two']);
  });

  test('asks another instance at once where no connection comes about', async () => {
    const [one, two] = [await serve('one'), await serve('two')];
    await one.end();
    expect(await answers(open(one.url, two.url), 3)).toEqual(['two', 'two', 'two']);
  });

  test('never sends again what may have arrived', async () => {
    let arrivals = 0;
    const breaks: RequestListener = (_request, response) => {
      arrivals += 1;
      response.destroy();
    };
    const [one, two] = [await serve('one', breaks), await serve('two', breaks)];
    expect(await open(one.url, two.url).request({ path: '/' })).toMatchObject({ kind: 'unreachable' });
    expect(arrivals).toBe(1);
  });

  test('leaves an instance alone that failed twice in a row', async () => {
    const fails: RequestListener = (_request, response) => {
      response.statusCode = 503;
      response.end('"fails"');
    };
    const [one, two] = [await serve('one', fails), await serve('two')];
    expect(await answers(open(one.url, two.url), 6)).toEqual(['fails', 'two', 'fails', 'two', 'two', 'two']);
  });

  test('is unreachable where all instances are', async () => {
    const [one, two] = [await serve('one'), await serve('two')];
    await Promise.all([one.end(), two.end()]);
    const result = await open(one.url, two.url).request({ path: '/' });
    expect(result).toMatchObject({ kind: 'unreachable', code: 'ECONNREFUSED' });
  });
});

test.each([
  ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1', true],
  ['ECONNRESET', 'connect ECONNRESET 127.0.0.1:1', true],
  ['ECONNRESET', 'read ECONNRESET', false],
  ['ECONNRESET', 'write ECONNRESET', false],
  ['EPIPE', 'write EPIPE', false],
  ['UND_ERR_SOCKET', 'other side closed', false],
])('%s, "%s": surely had no effect is %j', (code, message, expected) => {
  expect(isNotConnected({ kind: 'unreachable', code, message })).toBe(expected);
});
