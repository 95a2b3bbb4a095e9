/** Clients that leave, trickle, flood and never read: nothing of them stays, and no replica sees half a request. */
import { describe, expect, test, vi } from 'vitest';
import type { FakeReplica } from './testing/fake-replica.ts';
import { answering, answerOf, fakeReplica } from './testing/fake-replica.ts';
import type { ProxyUnderTest } from './testing/proxy-under-test.ts';
import { proxyUnderTest } from './testing/proxy-under-test.ts';
import { rawClient } from './testing/raw-client.ts';

const get = 'GET /whoami HTTP/1.1\r\nHost: lab\r\n\r\n';
const silent = () => undefined;

async function nothingIsLeft(under: ProxyUnderTest, replica: FakeReplica): Promise<void> {
  const left = () => [under.proxy.openClients, under.proxy.openUpstreams, replica.openSockets];
  await expect.poll(left).toEqual([0, 0, 0]);
  await expect.poll(() => under.upstreams.unsettled).toBe(0);
}

const quick = {
  requestHeadMs: 100,
  clientIdleMs: 150,
  bodyStallMs: 100,
  clientStallMs: 200,
  lingerMs: 50,
  idleConnectionMs: 100,
};

describe('a client that leaves', () => {
  test('while its request is under way: the attempt is cancelled, and tells nothing of the replica', async () => {
    await using replica = await fakeReplica(silent);
    await using under = await proxyUnderTest([replica.port], quick);
    using client = await rawClient(under.port, get);
    await expect.poll(() => replica.received).toHaveLength(1);
    client.socket.resetAndDestroy();
    await nothingIsLeft(under, replica);
    expect(under.upstreams.settled).toEqual(['image-1 cancelled']);
    expect(under.events).toEqual([{ type: 'request-finished', status: 0, failed: false, attempts: 1, hedges: 0 }]);
  });

  test('within a short body: no replica sees anything of it', async () => {
    await using replica = await fakeReplica(silent);
    await using under = await proxyUnderTest([replica.port], quick);
    using client = await rawClient(under.port, 'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf');
    client.socket.end();
    await client.closed;
    await nothingIsLeft(under, replica);
    expect(replica.received).toEqual([]);
  });

  test.each(['Content-Length: 400000', 'Transfer-Encoding: chunked'])(
    'within a long body with %s: the replica sees it break',
    async (framing) => {
      const ended = vi.fn();
      await using replica = await fakeReplica(({ socket, chunk }) => {
        if (chunk === 0) socket.on('close', ended);
      });
      await using under = await proxyUnderTest([replica.port], quick);
      const begin = framing.startsWith('T') ? '30d40\r\n' : '';
      using client = await rawClient(
        under.port,
        `PUT / HTTP/1.1\r\nHost: a\r\n${framing}\r\n\r\n${begin}${'x'.repeat(150_000)}`,
      );
      await expect.poll(() => replica.received[0]?.length).toBeGreaterThan(100_000);
      client.socket.end();
      await client.closed;
      await nothingIsLeft(under, replica);
      expect(ended).toHaveBeenCalledOnce();
      expect(replica.received).toHaveLength(1);
      expect(replica.received[0]).not.toMatch(/\r\n0\r\n\r\n$/);
      expect(under.upstreams.settled).toEqual(['image-1 cancelled']);
    },
  );

  test.each([
    ['alone', get],
    ['with another one pipelined', get + get],
  ])('in an orderly way, while it waits for its answer, %s: as one that breaks off', async (_, asked) => {
    await using replica = await fakeReplica(silent);
    await using under = await proxyUnderTest([replica.port], quick);
    using client = await rawClient(under.port, asked);
    await expect.poll(() => replica.received).toHaveLength(1);
    client.socket.end();
    await client.closed;
    await nothingIsLeft(under, replica);
    expect(under.upstreams.settled).toEqual(['image-1 cancelled']);
    expect(under.events).toEqual([{ type: 'request-finished', status: 0, failed: false, attempts: 1, hedges: 0 }]);
  });

  test('in an orderly way, while its answer passes: as one that breaks off', async () => {
    await using replica = await fakeReplica(({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n${'a'.repeat(99_000)}`);
    });
    await using under = await proxyUnderTest([replica.port], quick);
    using client = await rawClient(under.port, get);
    await client.until('a'.repeat(99_000));
    client.socket.end();
    await nothingIsLeft(under, replica);
    expect(under.upstreams.settled).toEqual(['image-1 cancelled']);
  });

  test('within a long answer', async () => {
    await using replica = await fakeReplica(answering('x'.repeat(5_000_000)));
    await using under = await proxyUnderTest([replica.port], quick);
    using client = await rawClient(under.port, get);
    await client.until('xxx');
    client.socket.resetAndDestroy();
    await nothingIsLeft(under, replica);
    expect(under.upstreams.settled).toEqual(['image-1 cancelled']);
  });
});

describe('a client that is slow', () => {
  test('and sends its head byte by byte: 408, however it keeps on', async () => {
    await using replica = await fakeReplica(silent);
    await using under = await proxyUnderTest([replica.port], quick);
    using client = await rawClient(under.port, 'GET / HTTP/1.1\r\nHost: a\r\n');
    const trickle = setInterval(() => client.socket.write('X-A: b\r\n'), 10);
    try {
      await client.until('head-too-slow');
      await client.closed;
    } finally {
      clearInterval(trickle);
    }
    expect(replica.received).toEqual([]);
    expect(under.events).toEqual([{ type: 'request-refused', status: 408, reason: 'head-too-slow' }]);
    await nothingIsLeft(under, replica);
  });

  test('and sends its body byte by byte: 408', async () => {
    await using replica = await fakeReplica(silent);
    await using under = await proxyUnderTest([replica.port], quick);
    using client = await rawClient(under.port, 'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n');
    const trickle = setInterval(() => client.socket.write('x'), 20);
    try {
      expect(await client.until('body-too-slow')).toMatch(/^HTTP\/1.1 408 /);
      await client.closed;
    } finally {
      clearInterval(trickle);
    }
    expect(replica.received).toEqual([]);
    await nothingIsLeft(under, replica);
  });

  test('and has nothing to ask for: it is closed', async () => {
    await using replica = await fakeReplica(answering('ok'));
    await using under = await proxyUnderTest([replica.port], quick);
    using fresh = await rawClient(under.port);
    using used = await rawClient(under.port, get);
    await used.until('ok');
    expect(await Promise.all([fresh.closed, used.closed])).toEqual([undefined, undefined]);
    await nothingIsLeft(under, replica);
  });

  test('and never reads what it asked for: it is reset', async () => {
    await using replica = await fakeReplica(answering('x'.repeat(20_000_000)));
    await using under = await proxyUnderTest([replica.port], quick);
    using client = await rawClient(under.port);
    client.socket.pause();
    client.socket.write(get);
    await nothingIsLeft(under, replica);
    expect(under.upstreams.settled).toEqual(['image-1 cancelled']);
  });
});

describe('a client that sends too much', () => {
  test('while it waits for an answer: it is read no further than the bound', async () => {
    let release: () => void = silent;
    await using replica = await fakeReplica(({ socket }) => {
      release = () => socket.write(answerOf('ok'));
    });
    await using under = await proxyUnderTest([replica.port], { pipelinedBytes: 10_000 });
    using client = await rawClient(under.port, get);
    await expect.poll(() => replica.received).toHaveLength(1);
    const requests = 400_000;
    client.socket.write(get.repeat(requests));
    // What is left to send stops shrinking: the socket buffers of the system are full, and the proxy takes no more.
    let before = -1;
    const isStill = () => {
      const { writableLength } = client.socket;
      const isSame = writableLength > 0 && writableLength === before;
      before = writableLength;
      return isSame;
    };
    await expect.poll(isStill, { interval: 150 }).toBe(true);
    release();
    await expect.poll(() => replica.received.join('').match(/GET/g)?.length).toBe(2);
    expect(client.socket.writableLength).toBeGreaterThan(0);
    client.socket.resetAndDestroy();
    release();
    await expect.poll(() => under.proxy.openClients).toBe(0);
  });

  test('in its head: 431, and the connection is closed', async () => {
    await using replica = await fakeReplica(silent);
    await using under = await proxyUnderTest([replica.port], quick);
    using client = await rawClient(
      under.port,
      `GET / HTTP/1.1\r\nHost: a\r\n${'X-Flood: 0123456789\r\n'.repeat(5000)}\r\n`,
    );
    expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1.1 431 [\s\S]*Connection: close/);
    await nothingIsLeft(under, replica);
    expect([replica.received, under.upstreams.wishes]).toEqual([[], []]);
  });

  test('malformed: what follows is not taken for a request', async () => {
    await using replica = await fakeReplica(answering('ok'));
    await using under = await proxyUnderTest([replica.port], quick);
    using client = await rawClient(under.port, `GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n${get}`);
    expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    await client.closed;
    expect(replica.received).toEqual([]);
    expect(under.events).toMatchObject([{ type: 'request-refused', status: 400 }]);
  });

  test('within a malformed chunk of a streamed body: the replica sees it break', async () => {
    await using replica = await fakeReplica(silent);
    await using under = await proxyUnderTest([replica.port], { lingerMs: 50 });
    const chunk = `${(100_000).toString(16)}\r\n${'x'.repeat(100_000)}\r\n`;
    using client = await rawClient(
      under.port,
      `PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`,
    );
    await expect.poll(() => replica.received[0]?.length).toBeGreaterThan(100_000);
    client.socket.write('zz\r\n');
    expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    await nothingIsLeft(under, replica);
    expect(replica.received[0]).not.toMatch(/\r\n0\r\n\r\n$/);
  });

  test('connections: those beyond the bound get 503', async () => {
    await using replica = await fakeReplica(answering('ok'));
    await using under = await proxyUnderTest([replica.port], { clients: 2 });
    using first = await rawClient(under.port, get);
    using second = await rawClient(under.port, get);
    await Promise.all([first.until('ok'), second.until('ok')]);
    using third = await rawClient(under.port);
    expect(await third.until('too-many-clients')).toMatch(/^HTTP\/1.1 503 /);
    await third.closed;
    first.socket.destroy();
    await expect.poll(() => under.proxy.openClients).toBe(1);
    using fourth = await rawClient(under.port, get);
    await fourth.until('ok');
  });
});
