/** Requests and answers that nothing is wrong with. */
import { describe, expect, test } from 'vitest';
import { answering, answerOf, fakeReplica } from './testing/fake-replica.ts';
import { proxyUnderTest } from './testing/proxy-under-test.ts';
import { rawClient } from './testing/raw-client.ts';

const get = 'GET /whoami HTTP/1.1\r\nHost: lab\r\n\r\n';

describe('passing on', () => {
  test('an answer reaches the client whole, and both connections serve the next request', async () => {
    await using replica = await fakeReplica(
      answering('one', '200 OK', 'X-Served-By: image-1\r\nConnection: keep-alive\r\n'),
    );
    await using under = await proxyUnderTest([replica.port]);
    using client = await rawClient(under.port, get);
    const text = await client.until('one');
    expect(text).toContain('HTTP/1.1 200 OK\r\nX-Served-By: image-1\r\n');
    client.socket.write(get);
    await client.until(/one[\s\S]*one/);
    expect(replica.received).toHaveLength(1);
    expect(replica.received[0]).toContain('X-Forwarded-For: 127.0.0.1\r\n');
    expect(under.upstreams.settled).toEqual(['image-1 success', 'image-1 success']);
    expect(under.events).toEqual([
      { type: 'request-finished', status: 200, failed: false, attempts: 1, hedges: 0 },
      { type: 'request-finished', status: 200, failed: false, attempts: 1, hedges: 0 },
    ]);
  });

  test('fifty pipelined requests are answered in their order', async () => {
    let served = 0;
    await using replica = await fakeReplica(({ socket }) => {
      served += 1;
      const answer = answerOf(`<${served}>`);
      if (served % 3 === 0) setImmediate(() => socket.write(answer));
      else socket.write(answer);
    });
    await using under = await proxyUnderTest([replica.port]);
    using client = await rawClient(under.port, get.repeat(50));
    const text = await client.until('<50>');
    const order = [...text.matchAll(/<(\d+)>/g)].map(([, number]) => Number(number));
    expect(order).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  test('an answer of unknown length goes out as chunks, and to an HTTP/1.0 client until the close', async () => {
    const size = 300_000;
    const answer = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${'x'.repeat(size)}\r\n0\r\n\r\n`;
    await using replica = await fakeReplica(({ socket }) => socket.write(answer));
    await using under = await proxyUnderTest([replica.port]);
    const response = await fetch(`http://127.0.0.1:${under.port}/long`);
    expect(response.headers.get('content-length')).toBeNull();
    expect(await response.text()).toHaveLength(size);
    using old = await rawClient(under.port, 'GET /long HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
    expect(await old.closed).toBeUndefined();
    const [head = '', body = ''] = old.text.split('\r\n\r\n');
    expect(head.toLowerCase()).not.toContain('transfer-encoding');
    expect(head.toLowerCase()).toContain('connection: close');
    expect(body).toBe('x'.repeat(size));
  });

  test('an answer that ends with the connection is passed on when it is in', async () => {
    await using replica = await fakeReplica(({ socket }) => socket.end('HTTP/1.1 200 OK\r\n\r\nall of it'));
    await using under = await proxyUnderTest([replica.port]);
    using client = await rawClient(under.port, get);
    expect(await client.until('all of it')).toContain('Content-Length: 9\r\n');
    expect(under.upstreams.settled).toEqual(['image-1 success']);
  });

  test('the answer to HEAD keeps its length and has no body', async () => {
    await using replica = await fakeReplica(({ socket }) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4000000\r\n\r\n'),
    );
    await using under = await proxyUnderTest([replica.port]);
    using client = await rawClient(under.port, 'HEAD /images/1 HTTP/1.1\r\nHost: lab\r\n\r\n'.repeat(2));
    const text = await client.until(/200 OK[\s\S]*200 OK[\s\S]*\r\n\r\n/);
    expect(text.match(/Content-Length: 4000000/g)).toHaveLength(2);
  });

  test('a long answer waits for a client that does not read, and arrives whole', async () => {
    const size = 30_000_000;
    let written = 0;
    await using replica = await fakeReplica(({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
      const more = () => {
        while (written < size) {
          const bytes = Math.min(65_536, size - written);
          written += bytes;
          if (!socket.write(Buffer.alloc(bytes, 'x'))) return;
        }
      };
      socket.on('drain', more);
      more();
    });
    await using under = await proxyUnderTest([replica.port]);
    using client = await rawClient(under.port);
    const askedMs = performance.now();
    let got = 0;
    client.socket.removeAllListeners('data');
    client.socket.pause();
    client.socket.write(get);
    let before = -1;
    // What is written stops growing: the socket buffers of the system are full, and the proxy takes no more.
    const isStill = () => {
      const isSame = written > 0 && written === before;
      before = written;
      return isSame;
    };
    await expect.poll(isStill, { interval: 200 }).toBe(true);
    expect(written).toBeLessThan(size);
    client.socket.on('data', (bytes: Buffer) => {
      got += bytes.length;
    });
    client.socket.resume();
    await expect.poll(() => got).toBeGreaterThan(size);
    expect(under.upstreams.settled).toEqual(['image-1 success']);
    // The replica is not blamed for the time in which nobody read: nothing moved from one look to the next, 200 ms later.
    expect(under.upstreams.latenciesMs[0]).toBeLessThan(performance.now() - askedMs - 150);
  });
});

describe('bodies of requests', () => {
  test('a short one is sent when it is in whole, a chunked one with its length then', async () => {
    await using replica = await fakeReplica(answering('ok'));
    await using under = await proxyUnderTest([replica.port]);
    using client = await rawClient(
      under.port,
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n',
    );
    // Another's request arrives meanwhile, and it alone.
    using other = await rawClient(under.port, get);
    await other.until('ok');
    expect(replica.received.join('')).toMatch(/^GET [\s\S]*\r\n\r\n$/);
    client.socket.write('2\r\nde\r\n0\r\n\r\n');
    await client.until('ok');
    const [, sent = ''] = replica.received;
    expect(sent).toContain('Content-Length: 5\r\n');
    expect(sent).toMatch(/\r\n\r\nabcde$/);
  });

  test.each(['length', 'chunked'])('a long one with %s is streamed, whole', async (kind) => {
    const body = 'y'.repeat(300_000);
    await using replica = await fakeReplica(({ socket, received }) => {
      if (kind === 'length' ? received.endsWith(body) : received.endsWith('\r\n0\r\n\r\n'))
        socket.write(answerOf('ok'));
    });
    await using under = await proxyUnderTest([replica.port]);
    const framing = kind === 'length' ? `Content-Length: ${body.length}` : 'Transfer-Encoding: chunked';
    const framed = kind === 'length' ? body : `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    using client = await rawClient(under.port, `PUT / HTTP/1.1\r\nHost: a\r\n${framing}\r\n\r\n${framed}`);
    await client.until('ok');
    expect(replica.received[0]?.match(/y/g)).toHaveLength(body.length);
    client.socket.write(get);
    await client.until('ok');
    expect(under.upstreams.wishes[0]?.isRepeatable).toBe(false);
  });

  test('a client that waits to be told to continue is told, once', async () => {
    await using replica = await fakeReplica(answering('ok'));
    await using under = await proxyUnderTest([replica.port]);
    using client = await rawClient(
      under.port,
      'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n',
    );
    await client.until('100 Continue\r\n\r\n');
    client.socket.write('abc');
    const text = await client.until('ok');
    expect(text.match(/100 Continue/g)).toHaveLength(1);
    expect(replica.received[0]).not.toContain('Expect');
  });

  test('a final answer that comes before the end of a body is passed on, and then the connection closes', async () => {
    await using replica = await fakeReplica(({ socket, chunk }) => {
      if (chunk === 0) socket.write(answerOf('too large', '413 Content Too Large'));
    });
    await using under = await proxyUnderTest([replica.port], { lingerMs: 50 });
    using client = await rawClient(
      under.port,
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n${'z'.repeat(100)}`,
    );
    expect(await client.until('too large')).toContain('Connection: close\r\n');
    await client.closed;
    await expect.poll(() => [under.proxy.openClients, under.proxy.openUpstreams]).toEqual([0, 0]);
  });
});

describe('own pages', () => {
  test('requests under /_lb go to the pages without their prefix, and never to a replica', async () => {
    await using replica = await fakeReplica(answering('replica'));
    await using pages = await fakeReplica(answering('page'));
    await using under = await proxyUnderTest([replica.port], {}, { host: '127.0.0.1', port: pages.port });
    using client = await rawClient(under.port, 'GET /_lb/stats?a=1 HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.until('page');
    expect(pages.received[0]).toMatch(/^GET \/stats\?a=1 HTTP\/1.1\r\n/);
    expect([replica.received, under.events, under.upstreams.wishes]).toEqual([[], [], []]);
    client.socket.write('GET /_lbx HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.until('replica');
  });

  test('they are not found where there are none', async () => {
    await using under = await proxyUnderTest([1]);
    using client = await rawClient(under.port, 'GET /_lb/stats HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await client.until('not-found')).toContain('HTTP/1.1 404 ');
  });
});
