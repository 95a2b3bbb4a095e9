/** Requests whose bodies are long, slow or malformed, beside the answers that come meanwhile. */
import { describe, expect, test } from 'vitest';
import { deafPort } from './testing/deaf-port.ts';
import type { FakeExchange } from './testing/fake-replica.ts';
import { answering, answerOf, fakeReplica } from './testing/fake-replica.ts';
import { proxyUnderTest } from './testing/proxy-under-test.ts';
import type { RawClient } from './testing/raw-client.ts';
import { rawClient } from './testing/raw-client.ts';

const get = 'GET /whoami HTTP/1.1\r\nHost: lab\r\n\r\n';
const post = 'POST /up HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
const silent = () => undefined;

function chunkOf(bytes: number): string {
  return `${bytes.toString(16)}\r\n${'x'.repeat(bytes)}\r\n`;
}

const begun = 'a'.repeat(99_000);

/** Answers at once with a beginning. */
function beginning({ socket, chunk }: FakeExchange): void {
  if (chunk === 0) socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n${begun}`);
}

const mostBytes = 64_000_000;

/** Sends on as long as it is read. @returns once nothing moves: how much was sent until the socket buffers were full. */
async function sendUntilHeldBack({ socket }: RawClient): Promise<number> {
  const piece = Buffer.alloc(65_536, 'x');
  let sent = 0;
  const send = () => {
    while (sent < mostBytes) {
      sent += piece.length;
      if (!socket.write(piece)) return;
    }
  };
  socket.on('drain', send);
  send();
  let before = -1;
  const isStill = () => {
    const isSame = sent === before;
    before = sent;
    return isSame;
  };
  await expect.poll(isStill, { interval: 150 }).toBe(true);
  return sent;
}

describe('a body that must be given up', () => {
  test('malformed, once the answer began to pass: broken off, and nothing else is written into the answer', async () => {
    await using replica = await fakeReplica(beginning);
    await using under = await proxyUnderTest([replica.port]);
    using client = await rawClient(under.port, post + chunkOf(70_000));
    await client.until(begun);
    client.socket.write('ZZZ\r\n');
    expect(await client.closed).toBe('ECONNRESET');
    expect(client.text.endsWith(begun)).toBe(true);
    expect(under.events).toEqual([{ type: 'request-finished', status: 0, failed: false, attempts: 1, hedges: 0 }]);
    expect(under.upstreams.settled).toEqual(['image-1 cancelled']);
  });

  test('too slow, once the answer began to pass: the same', async () => {
    await using replica = await fakeReplica(beginning);
    await using under = await proxyUnderTest([replica.port], { bodyStallMs: 100 });
    using client = await rawClient(under.port, post + chunkOf(70_000));
    await client.until(begun);
    expect(await client.closed).toBe('ECONNRESET');
    expect(client.text.endsWith(begun)).toBe(true);
    expect(under.events).toMatchObject([{ type: 'request-finished', status: 0 }]);
  });

  test.each([
    ['held', chunkOf(10)],
    ['streamed', chunkOf(70_000)],
  ])('malformed while it is %s, and before any answer: refused, and counted once', async (_, chunk) => {
    await using replica = await fakeReplica(silent);
    await using under = await proxyUnderTest([replica.port]);
    using client = await rawClient(under.port, `${post}${chunk}ZZZ\r\n`);
    expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    expect(under.events).toMatchObject([{ type: 'request-refused', status: 400 }]);
  });

  test('too slow before any answer: refused, and counted once', async () => {
    await using replica = await fakeReplica(silent);
    await using under = await proxyUnderTest([replica.port], { bodyStallMs: 100 });
    using client = await rawClient(under.port, post + chunkOf(70_000));
    expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1.1 408 /);
    expect(under.events).toEqual([{ type: 'request-refused', status: 408, reason: 'body-too-slow' }]);
  });

  test('malformed on its way to the own pages: refused, and not told', async () => {
    await using pages = await fakeReplica(answering('page'));
    await using under = await proxyUnderTest([], {}, { host: '127.0.0.1', port: pages.port });
    using client = await rawClient(under.port, `${post.replace('/up', '/_lb/up')}ZZZ\r\n`);
    expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    expect(under.events).toEqual([]);
  });
});

describe('an answer that begins before its request is over', () => {
  test('the rest of the request still reaches the replica, whole, and the answer the client', async () => {
    const bytes = 300_000;
    // An echo, chunk by chunk.
    await using replica = await fakeReplica(({ socket, received, chunk }) => {
      if (chunk === 0) socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunkOf(70_000)}`);
      if (received.endsWith('\r\n0\r\n\r\n')) socket.write(`${chunkOf(received.split('y').length - 1)}0\r\n\r\n`);
    });
    await using under = await proxyUnderTest([replica.port], { lingerMs: 50 });
    using client = await rawClient(under.port, post + chunkOf(70_000));
    await client.until('x'.repeat(60_000));
    client.socket.write(`${chunkOf(bytes).replaceAll('x', 'y')}0\r\n\r\n`);
    const text = await client.until('\r\n0\r\n\r\n');
    expect(text.split('x').length - 1).toBe(70_000 + bytes);
    expect(replica.received).toHaveLength(1);
    await client.closed;
    expect(under.events).toEqual([{ type: 'request-finished', status: 200, failed: false, attempts: 1, hedges: 0 }]);
  });
});

describe('a body longer than what is held', () => {
  test.each([
    ['alone', ''],
    ['pipelined behind another request', get],
  ])('%s, of a replica that does not take connections: the client is held back', async (_, before) => {
    await using good = await fakeReplica(({ socket }) => setTimeout(() => socket.write(answerOf('ok')), 200));
    await using deaf = await deafPort();
    await using under = await proxyUnderTest([good.port, deaf.port], { connectMs: 60_000 });
    const [first] = under.upstreams.all;
    const onlyDeaf = () => first !== undefined && under.upstreams.out.add(first);
    if (before === '') onlyDeaf();
    using client = await rawClient(under.port, before);
    client.socket.write(`POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000000\r\n\r\n${'x'.repeat(200_000)}`);
    if (before !== '') {
      await expect.poll(() => good.received).toHaveLength(1);
      onlyDeaf();
      await client.until('ok');
    }
    expect(await sendUntilHeldBack(client)).toBeLessThan(mostBytes);
  });
});
