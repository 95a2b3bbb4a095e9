import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LinkProxies, LinkWindow } from './link-proxies.ts';
import { openLinkProxies } from './open-link-proxies.ts';
import { connectConsumer, EventLog, echo, startProvider } from './testing/sockets.ts';

let proxies: LinkProxies;
let log: EventLog;
beforeAll(async () => {
  proxies = await openLinkProxies();
  log = new EventLog(proxies);
});
afterAll(() => proxies[Symbol.asyncDispose]());

describe('a link without faults', () => {
  test('passes the end of one direction on and keeps the other open', async () => {
    await using provider = await startProvider((socket) => {
      socket.on('end', () => socket.end('said after the end'));
      socket.resume();
    });
    using consumer = await connectConsumer(await proxies.open('half-close', provider.target));
    consumer.socket.end('a question');
    expect(await consumer.ended()).toBe('end');
    expect(consumer.received().toString()).toBe('said after the end');
  });

  test("passes a provider's reset on to the consumer", async () => {
    await using provider = await startProvider(echo);
    using consumer = await connectConsumer(await proxies.open('provider-reset', provider.target));
    await consumer.ask('hello');
    (await provider.socket(0)).resetAndDestroy();
    expect(await consumer.ended()).toBe('reset');
  });

  test("passes a consumer's reset on to the provider", async () => {
    await using provider = await startProvider(echo);
    using consumer = await connectConsumer(await proxies.open('consumer-reset', provider.target));
    await consumer.ask('hello');
    const socket = await provider.socket(0);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    consumer.socket.resetAndDestroy();
    await closed;
    expect(socket.errored).toMatchObject({ code: 'ECONNRESET' });
  });

  test('resets the consumer where the provider refuses the connection, and serves the next one', async () => {
    await using provider = await startProvider(echo);
    const port = await proxies.open('refused', { host: '127.0.0.1', port: 1 });
    using refused = await connectConsumer(port);
    expect(await refused.ended()).toBe('reset');
    using served = await connectConsumer(await proxies.open('not-refused', provider.target));
    expect((await served.ask('hello')).text).toBe('hello');
  });

  test('makes a sender wait where the receiver does not read, and loses nothing', async () => {
    const size = 64 * 1024 * 1024;
    let written = 0;
    await using provider = await startProvider((socket) => {
      const piece = Buffer.alloc(1024 * 1024, 7);
      const send = (): void => {
        while (written < size) {
          written += piece.length;
          if (!socket.write(piece)) return;
        }
        socket.end();
      };
      socket.on('drain', send);
      send();
    });
    using consumer = await connectConsumer(await proxies.open('slow-reader', provider.target));
    consumer.socket.pause();
    // A whole window in which nothing passes, though the provider has more to say.
    await log.first('window', ({ window }) => window.link === 'slow-reader' && window.bytesBack === 0);
    expect(written).toBeLessThan(size);
    consumer.socket.resume();
    expect(await consumer.ended()).toBe('end');
    expect(consumer.received().length).toBe(size);
  });

  test('counts requests, bytes, answers of 500 and above and latency in its windows', async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/broken' ? 503 : 200;
      response.end('answer');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const port = await proxies.open('counted', { host: '127.0.0.1', port: address.port });
    using consumer = await connectConsumer(port);
    for (const path of ['/', '/broken', '/']) {
      consumer.socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
      await once(consumer.socket, 'data');
    }
    // The window may end between any two of them: what counts is their sum.
    const windows: LinkWindow[] = [];
    const sumOf = (figure: (window: LinkWindow) => number) => windows.reduce((sum, window) => sum + figure(window), 0);
    await log.first('window', ({ window }) => {
      if (window.link === 'counted' && !windows.includes(window)) windows.push(window);
      return sumOf(({ bytesBack }) => bytesBack) >= consumer.received().length;
    });
    expect(windows.map(({ connections }) => connections)).toEqual(windows.map(() => 1));
    expect(sumOf(({ requests }) => requests)).toBe(3);
    expect(sumOf(({ errors }) => errors)).toBe(1);
    expect(sumOf(({ latency }) => latency.count)).toBe(3);
    expect(sumOf(({ bytesBack }) => bytesBack)).toBe(consumer.received().length);
    expect(windows.some(({ latency }) => latency.p50Ms > 0)).toBe(true);
    server.closeAllConnections();
    server.close();
    expect(await consumer.ended()).toBe('end');
  });

  test('measures no latency on a connection once it carries another protocol', async () => {
    await using provider = await startProvider((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
        socket.on('data', (chunk) => socket.write(chunk));
      });
    });
    using consumer = await connectConsumer(await proxies.open('upgraded', provider.target));
    for (const sent of ['GET / HTTP/1.1\r\n\r\n', 'one', 'two']) {
      consumer.socket.write(sent);
      await once(consumer.socket, 'data');
    }
    const windows: LinkWindow[] = [];
    await log.first('window', ({ window }) => {
      if (window.link === 'upgraded' && !windows.includes(window)) windows.push(window);
      return windows.reduce((sum, { bytesBack }) => sum + bytesBack, 0) >= consumer.received().length;
    });
    expect(windows.reduce((sum, { latency }) => sum + latency.count, 0)).toBe(1);
  });

  test('is closed with its connections reset and its port free', async () => {
    await using provider = await startProvider(echo);
    const port = await proxies.open('closed', provider.target);
    using consumer = await connectConsumer(port);
    await consumer.ask('hello');
    await proxies.close('closed');
    expect(await consumer.ended()).toBe('reset');
    using late = await connectConsumer(port);
    expect(late.socket.errored).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('cannot be opened twice under one name', async () => {
    await using provider = await startProvider(echo);
    await proxies.open('twice', provider.target);
    await expect(proxies.open('twice', provider.target)).rejects.toMatchObject({ code: 'duplicate-link' });
  });
});

describe('the worker of the links', () => {
  test('rejects what is asked after its end', async () => {
    const own = await openLinkProxies();
    await own[Symbol.asyncDispose]();
    await expect(own.open('late', { host: '127.0.0.1', port: 1 })).rejects.toMatchObject({ code: 'links-lost' });
  });
});
