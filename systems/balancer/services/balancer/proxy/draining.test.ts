/** The end of a proxy: what is under way is finished or broken off, and nothing stays open. */
import { describe, expect, test } from 'vitest';
import type { FakeExchange } from './testing/fake-replica.ts';
import { answerOf, fakeReplica } from './testing/fake-replica.ts';
import { proxyUnderTest } from './testing/proxy-under-test.ts';
import { rawClient } from './testing/raw-client.ts';

const get = 'GET /whoami HTTP/1.1\r\nHost: lab\r\n\r\n';
const silent = () => undefined;

describe('draining', () => {
  test('idle clients are closed, answers in flight are given, and new clients are refused', async () => {
    let release: () => void = silent;
    await using replica = await fakeReplica(({ socket, received }: FakeExchange) => {
      if (received.includes('/slow')) release = () => socket.write(answerOf('slow'));
      else socket.write(answerOf('ok'));
    });
    await using under = await proxyUnderTest([replica.port]);
    using idle = await rawClient(under.port, get);
    using busy = await rawClient(under.port, 'GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
    await idle.until('ok');
    await expect.poll(() => release).not.toBe(silent);
    const drained = under.proxy.drain(5000);
    await idle.closed;
    await expect(rawClient(under.port)).rejects.toThrow('ECONNREFUSED');
    release();
    expect(await busy.until('slow')).toContain('Connection: close\r\n');
    await drained;
    expect(under.proxy.openClients).toBe(0);
  });

  test('an answer that began before goes out whole, and its connection is closed then', async () => {
    let release: () => void = silent;
    await using replica = await fakeReplica(({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n${'a'.repeat(99_999)}`);
      release = () => socket.write('z');
    });
    await using under = await proxyUnderTest([replica.port]);
    using client = await rawClient(under.port, get);
    await client.until('a'.repeat(99_999));
    const drained = under.proxy.drain(60_000);
    release();
    await drained;
    expect(client.text.endsWith('az')).toBe(true);
  });

  test('the disposal resolves when the connections to replicas are closed too, busy or not', async () => {
    let slow = false;
    await using replica = await fakeReplica(({ socket }) => slow || socket.write(answerOf('ok')));
    const under = await proxyUnderTest([replica.port]);
    using first = await rawClient(under.port, get);
    await first.until('ok');
    slow = true;
    using second = await rawClient(under.port, get + get);
    await expect.poll(() => replica.received.join('').match(/GET/g)).toHaveLength(2);
    using third = await rawClient(under.port, get);
    await expect.poll(() => under.proxy.openUpstreams).toBe(2);
    await under[Symbol.asyncDispose]();
    expect(under.proxy.openUpstreams).toBe(0);
    await Promise.all([first.closed, second.closed, third.closed]);
  });

  test('what is not answered in time is broken off', async () => {
    await using replica = await fakeReplica(silent);
    await using under = await proxyUnderTest([replica.port]);
    using client = await rawClient(under.port, get);
    await expect.poll(() => replica.received).toHaveLength(1);
    await under.proxy.drain(20);
    await client.closed;
    expect([under.proxy.openClients, under.upstreams.unsettled]).toEqual([0, 0]);
  });
});
