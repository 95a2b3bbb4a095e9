/** When another replica is asked: after a moment where one answered with a failure, else at once. */
import { describe, expect, test } from 'vitest';
import { answering, fakeReplica } from './testing/fake-replica.ts';
import { proxyUnderTest } from './testing/proxy-under-test.ts';
import { rawClient } from './testing/raw-client.ts';

const get = 'GET /whoami HTTP/1.1\r\nHost: lab\r\n\r\n';
const failing = answering('bad', '500 Internal Server Error');
/** Longer than any test. */
const endless = { kind: 'constant', delayMs: 600_000 } as const;

describe('the moment before a retry', () => {
  test('after a failing answer nobody else is asked before it is over', async () => {
    await using bad = await fakeReplica(failing);
    await using good = await fakeReplica(answering('good'));
    await using under = await proxyUnderTest([bad.port, good.port], { backoff: endless, requestMs: 1000 });
    using client = await rawClient(under.port, get);
    expect(await client.until('bad')).toMatch(/^HTTP\/1.1 500 /);
    expect([good.received, under.upstreams.wishes.length]).toEqual([[], 1]);
    expect(under.events).toEqual([{ type: 'request-finished', status: 500, failed: true, attempts: 1, hedges: 0 }]);
  });

  test('there is none where the connection broke, nor where the replica was found to be down', async () => {
    await using bad = await fakeReplica(({ socket, connection }) => connection === 0 && socket.destroy());
    await using good = await fakeReplica(answering('good'));
    await using under = await proxyUnderTest([bad.port, good.port], { backoff: endless });
    using broken = await rawClient(under.port, get);
    await broken.until('good');
    using down = await rawClient(under.port, get);
    await expect.poll(() => bad.received[1]).toContain('GET');
    under.upstreams.takeOut(0);
    await down.until('good');
  });

  test('nor where there is nobody else: the failing answer is passed on', async () => {
    await using bad = await fakeReplica(failing);
    await using under = await proxyUnderTest([bad.port], { backoff: endless });
    using client = await rawClient(under.port, get);
    await client.until('bad');
  });

  test('a retry that is not made is not paid for: the client left, or the other replica did', async () => {
    await using bad = await fakeReplica(failing);
    await using good = await fakeReplica(answering('good'));
    await using under = await proxyUnderTest([bad.port, good.port], {
      backoff: { kind: 'constant', delayMs: 1000 },
      budget: { ratio: 0, minPerSecond: 0, burst: 1 },
    });
    using leaving = await rawClient(under.port, get);
    await expect.poll(() => under.upstreams.settled).toEqual(['image-1 failure']);
    leaving.socket.destroy();
    await expect.poll(() => under.events).toMatchObject([{ status: 0, attempts: 1 }]);
    const other = under.upstreams.all[1];
    if (other !== undefined) under.upstreams.out.add(other);
    using alone = await rawClient(under.port, get);
    await alone.until('bad');
    under.upstreams.out.clear();
    using staying = await rawClient(under.port, get);
    expect(await staying.until('good')).toMatch(/^HTTP\/1.1 200 /);
    expect(under.events.slice(2)).toEqual([
      { type: 'attempt-retried', from: 'image-1', reason: 'failing-status' },
      { type: 'request-finished', status: 200, failed: false, attempts: 2, hedges: 0 },
    ]);
  });
});
