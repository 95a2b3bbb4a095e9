/**
 * Replicas that die, stall, lie and babble: what the client sees, and what the replica is told of.
 * Length: one test a fault.
 */
import { describe, expect, test } from 'vitest';
import type { FakeExchange } from './testing/fake-replica.ts';
import { answering, answerOf, fakeReplica } from './testing/fake-replica.ts';
import { proxyUnderTest } from './testing/proxy-under-test.ts';
import { rawClient } from './testing/raw-client.ts';

const get = 'GET /whoami HTTP/1.1\r\nHost: lab\r\n\r\n';
const post = 'POST /orders HTTP/1.1\r\nHost: lab\r\nContent-Length: 2\r\n\r\nhi';
const silent = () => undefined;

async function refusingPort(): Promise<number> {
  const gone = await fakeReplica(silent);
  const { port } = gone;
  await gone[Symbol.asyncDispose]();
  return port;
}

describe('a replica that breaks', () => {
  const breaks: readonly (readonly [string, (exchange: FakeExchange) => void])[] = [
    ['closes before the head', ({ socket }) => socket.destroy()],
    ['resets before the head', ({ socket }) => socket.resetAndDestroy()],
    ['ends within the head', ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Le')],
    ['ends within a short body', ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')],
    ['ends within a chunk', ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab')],
    ['answers garbage', ({ socket }) => socket.write('SSH-2.0-OpenSSH_9.6\r\n\r\n')],
    [
      'answers with two lengths',
      ({ socket }) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na'),
    ],
    ['switches protocols unasked', ({ socket }) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n')],
    ['never answers', silent],
    ['stalls within its answer', ({ socket }) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')],
  ];

  test.each(breaks)('%s: another one is asked, and the client sees nothing of it', async (_, react) => {
    await using bad = await fakeReplica(react);
    await using good = await fakeReplica(answering('good'));
    await using under = await proxyUnderTest([bad.port, good.port], { answerHeadMs: 1000, answerStallMs: 1000 });
    using client = await rawClient(under.port, get);
    expect(await client.until('good')).toMatch(/^HTTP\/1.1 200 OK/);
    expect(under.upstreams.settled).toEqual(['image-1 failure', 'image-2 success']);
    expect(under.events).toMatchObject([
      { type: 'attempt-retried', from: 'image-1' },
      { type: 'request-finished', status: 200, attempts: 2, hedges: 0 },
    ]);
    await expect.poll(() => bad.openSockets).toBe(0);
  });

  test.each(breaks.slice(0, 8))('%s: what must not be repeated is not, and ends with 502', async (_, react) => {
    await using bad = await fakeReplica(react);
    await using good = await fakeReplica(answering('good'));
    await using under = await proxyUnderTest([bad.port, good.port]);
    using client = await rawClient(under.port, post);
    await client.until('application/problem+json');
    expect(client.text).toMatch(/^HTTP\/1.1 502 /);
    expect(good.received).toEqual([]);
    expect(under.upstreams.settled).toEqual(['image-1 failure']);
  });

  test('refuses connections: even what must not be repeated goes to another, for nothing was sent', async () => {
    await using good = await fakeReplica(answering('good'));
    await using under = await proxyUnderTest([await refusingPort(), good.port], { breakBudget: none, budget: none });
    using client = await rawClient(under.port, post.repeat(5));
    await expect.poll(() => client.text.match(/good/g)).toHaveLength(5);
    expect(under.upstreams.settled.filter((settled) => settled === 'image-1 failure')).toHaveLength(5);
  });

  test('all refuse connections: 502, once each was asked', async () => {
    await using under = await proxyUnderTest([await refusingPort(), await refusingPort()]);
    using client = await rawClient(under.port, get);
    expect(await client.until('connection-refused')).toMatch(/^HTTP\/1.1 502 [\s\S]*keep-alive/);
    expect(under.upstreams.settled).toEqual(['image-1 failure', 'image-2 failure']);
  });

  test('nobody to ask: 503 with a time to come back', async () => {
    await using under = await proxyUnderTest([]);
    using client = await rawClient(under.port, get + get);
    expect(await client.until(/no-replica[\s\S]*no-replica/)).toContain('Retry-After: 1\r\n');
    expect(under.events).toContainEqual({
      type: 'request-finished',
      status: 503,
      failed: true,
      attempts: 0,
      hedges: 0,
    });
  });

  test('breaks within a long answer: the client is reset, so that it does not look whole', async () => {
    await using bad = await fakeReplica(({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n30000\r\n${'x'.repeat(0x30000)}\r\n`, () =>
        setImmediate(() => socket.destroy()),
      );
    });
    await using good = await fakeReplica(answering('good'));
    await using under = await proxyUnderTest([bad.port, good.port]);
    using client = await rawClient(under.port, get);
    expect(await client.closed).toBe('ECONNRESET');
    expect(client.text).not.toMatch(/\r\n0\r\n\r\n$/);
    expect(good.received).toEqual([]);
    expect(under.upstreams.settled).toEqual(['image-1 failure']);
    expect(under.events).toContainEqual({ type: 'request-finished', status: 0, failed: true, attempts: 1, hedges: 0 });
  });

  test('no answer of anybody in the time for a request: 504', async () => {
    await using first = await fakeReplica(silent);
    await using under = await proxyUnderTest([first.port], { requestMs: 60 });
    using client = await rawClient(under.port, get);
    expect(await client.until('request-timeout')).toMatch(/^HTTP\/1.1 504 /);
    await expect.poll(() => first.openSockets).toBe(0);
    expect(under.upstreams.unsettled).toBe(0);
  });
});

const none = { ratio: 0, minPerSecond: 0, burst: 1 };

describe('connections that were kept open', () => {
  const racing = ({ socket, connection, chunk }: FakeExchange) => {
    if (chunk === 0) socket.write(answerOf(`answer ${connection}`));
    else socket.destroy();
  };

  test('one that is closed in the moment of its reuse: the same replica is asked over a new one, once', async () => {
    await using replica = await fakeReplica(racing);
    await using under = await proxyUnderTest([replica.port], { reuseRaceMs: 1000, breakBudget: none, budget: none });
    using client = await rawClient(under.port, get);
    for (const connection of [0, 1, 2]) {
      await client.until(`answer ${connection}`);
      client.socket.write(get);
    }
    await client.until('answer 3');
    expect(under.upstreams.settled).toEqual(Array.from({ length: 4 }, () => 'image-1 success'));
    expect(under.events).toEqual(
      Array.from({ length: 4 }, () => ({
        type: 'request-finished',
        status: 200,
        failed: false,
        attempts: 1,
        hedges: 0,
      })),
    );
  });

  test('one whose replica is gone by then: another is asked, and the first is blamed once', async () => {
    const dying: { close: () => void } = { close: silent };
    await using replica = await fakeReplica((exchange) => {
      if (exchange.chunk > 0) dying.close();
      racing(exchange);
    });
    dying.close = replica.refuse;
    await using good = await fakeReplica(answering('good'));
    await using under = await proxyUnderTest([replica.port, good.port], { reuseRaceMs: 1000 });
    using client = await rawClient(under.port, get);
    await client.until('answer 0');
    client.socket.write(get);
    await client.until('good');
    expect(under.upstreams.settled).toEqual(['image-1 success', 'image-1 failure', 'image-2 success']);
    expect(under.events).toContainEqual({ type: 'attempt-retried', from: 'image-1', reason: 'connection-refused' });
  });

  test('one with bytes that nobody asked for is thrown away: a second answer is given to no one', async () => {
    await using replica = await fakeReplica(({ socket, connection }) =>
      socket.write(answerOf(`right${connection}`) + answerOf('stolen')),
    );
    await using under = await proxyUnderTest([replica.port]);
    using client = await rawClient(under.port, get.repeat(3));
    await client.until('right2');
    expect(client.text).not.toContain('stolen');
    await expect.poll(() => replica.openSockets).toBe(0);
  });

  test('bytes that come later, between two requests, end it too', async () => {
    await using replica = await fakeReplica(({ socket, connection }) => {
      socket.write(answerOf(`right${connection}`));
      setTimeout(() => socket.write(answerOf('stolen')), 20);
    });
    await using under = await proxyUnderTest([replica.port]);
    using client = await rawClient(under.port, get);
    await client.until('right0');
    await expect.poll(() => under.proxy.openUpstreams).toBe(0);
    client.socket.write(get);
    await client.until('right1');
    expect(client.text).not.toContain('stolen');
  });

  test('what must not be repeated gets a connection of its own', async () => {
    await using replica = await fakeReplica(answering('ok'));
    await using under = await proxyUnderTest([replica.port]);
    using client = await rawClient(under.port, get);
    await client.until('ok');
    client.socket.write(post);
    await client.until(/ok[\s\S]*ok/);
    expect(replica.received.map((text) => text.slice(0, 4))).toEqual(['GET ', 'POST']);
  });

  test('those that are idle for long are closed', async () => {
    await using replica = await fakeReplica(answering('ok'));
    await using under = await proxyUnderTest([replica.port], { idleConnectionMs: 50 });
    using client = await rawClient(under.port, get);
    await client.until('ok');
    expect(under.proxy.openUpstreams).toBe(1);
    await expect.poll(() => [under.proxy.openUpstreams, replica.openSockets]).toEqual([0, 0]);
  });
});

describe('failing answers', () => {
  test.each(['500 Internal Server Error', '502 Bad Gateway', '503 Service Unavailable', '504 Gateway Timeout'])(
    '%s: another one is asked',
    async (status) => {
      await using bad = await fakeReplica(answering('bad', status));
      await using good = await fakeReplica(answering('good'));
      await using under = await proxyUnderTest([bad.port, good.port]);
      using client = await rawClient(under.port, get);
      expect(await client.until('good')).toMatch(/^HTTP\/1.1 200 /);
      expect(under.upstreams.settled).toEqual(['image-1 failure', 'image-2 success']);
    },
  );

  test('an overloaded one that says when to come back is not blamed, and another one is asked', async () => {
    await using busy = await fakeReplica(answering('busy', '503 Service Unavailable', 'Retry-After: 1\r\n'));
    await using good = await fakeReplica(answering('good'));
    await using under = await proxyUnderTest([busy.port, good.port]);
    using client = await rawClient(under.port, get);
    await client.until('good');
    expect(under.upstreams.settled).toEqual(['image-1 success', 'image-2 success']);
  });

  test('where all fail, the last answer is passed on as it is', async () => {
    await using first = await fakeReplica(answering('first', '500 Internal Server Error'));
    await using last = await fakeReplica(answering('last', '503 Service Unavailable', 'X-Own: yes\r\n'));
    await using under = await proxyUnderTest([first.port, last.port]);
    using client = await rawClient(under.port, get);
    expect(await client.until('last')).toMatch(/^HTTP\/1.1 503 [\s\S]*X-Own: yes/);
    expect(under.events.at(-1)).toEqual({
      type: 'request-finished',
      status: 503,
      failed: true,
      attempts: 2,
      hedges: 0,
    });
  });

  test('where the time is over before another one answers, the failing answer is passed on', async () => {
    await using bad = await fakeReplica(answering('{"why":"bad"}', '500 Internal Server Error'));
    await using stuck = await fakeReplica(silent);
    await using under = await proxyUnderTest([bad.port, stuck.port], { requestMs: 1000, overtakenMs: 50 });
    using client = await rawClient(under.port, get);
    expect(await client.until('\r\n\r\n')).toMatch(/^HTTP\/1.1 500 [\s\S]*"why":"bad"/);
    expect(under.events).toContainEqual({
      type: 'request-finished',
      status: 500,
      failed: true,
      attempts: 2,
      hedges: 0,
    });
    await expect.poll(() => under.upstreams.settled).toEqual(['image-1 failure', 'image-2 cancelled']);
  });

  test('a long failing answer is dropped for a better one', async () => {
    await using bad = await fakeReplica(answering('b'.repeat(500_000), '500 Internal Server Error'));
    await using good = await fakeReplica(answering('good'));
    await using under = await proxyUnderTest([bad.port, good.port]);
    using client = await rawClient(under.port, get);
    expect(await client.until('good')).not.toContain('bbb');
    expect(under.upstreams.settled).toEqual(['image-1 failure', 'image-2 success']);
  });

  test('the load on replicas that all fail grows by no more than the budget', async () => {
    let asked = 0;
    const bad = ({ socket }: FakeExchange) => {
      asked += 1;
      socket.write(answerOf('bad', '500 Internal Server Error'));
    };
    await using first = await fakeReplica(bad);
    await using second = await fakeReplica(bad);
    const budget = { ratio: 0.1, minPerSecond: 0, burst: 5 };
    await using under = await proxyUnderTest([first.port, second.port], { budget });
    using client = await rawClient(under.port, get.repeat(200));
    await expect.poll(() => client.text.match(/500 Internal/g)).toHaveLength(200);
    // The first of the deposits found the bucket full.
    expect(asked).toBe(200 + 5 + 19);
    // What the budget refuses was not an attempt: nothing else was admitted.
    expect(under.upstreams.settled).toHaveLength(asked);
  });

  test('the load of breaking connections is bounded too', async () => {
    let asked = 0;
    const bad = ({ socket }: FakeExchange) => {
      asked += 1;
      socket.destroy();
    };
    await using first = await fakeReplica(bad);
    await using second = await fakeReplica(bad);
    const breakBudget = { ratio: 0.1, minPerSecond: 0, burst: 5 };
    await using under = await proxyUnderTest([first.port, second.port], { breakBudget });
    using client = await rawClient(under.port, get.repeat(100));
    await expect.poll(() => client.text.match(/502 Bad/g)).toHaveLength(100);
    expect(asked).toBe(100 + 5 + 9);
  });

  test('what must not be repeated gets its failing answer', async () => {
    await using bad = await fakeReplica(answering('bad', '503 Service Unavailable'));
    await using good = await fakeReplica(answering('good'));
    await using under = await proxyUnderTest([bad.port, good.port]);
    using client = await rawClient(under.port, post);
    expect(await client.until('bad')).toMatch(/^HTTP\/1.1 503 /);
    expect(good.received).toEqual([]);
  });

  test('with retries off the first failure is the answer', async () => {
    await using good = await fakeReplica(answering('good'));
    await using under = await proxyUnderTest([await refusingPort(), good.port], { retries: false });
    using client = await rawClient(under.port, get);
    await client.until('502 Bad Gateway');
    expect(good.received).toEqual([]);
  });
});

describe('a replica that is found to be down', () => {
  test('what it has in hand is asked of another at once, what may not be repeated is left with it', async () => {
    let answerWriter = () => {};
    await using stuck = await fakeReplica(({ socket, received }) => {
      if (received.startsWith('POST')) answerWriter = () => socket.write(answerOf('late'));
    });
    await using good = await fakeReplica(answering('good'));
    await using under = await proxyUnderTest([stuck.port, good.port]);
    using reader = await rawClient(under.port, get);
    using writer = await rawClient(under.port, post);
    await expect.poll(() => stuck.received.join('')).toMatch(/hi$/);
    await expect.poll(() => stuck.received.join('')).toContain('GET');
    under.upstreams.takeOut(0);
    await reader.until('good');
    answerWriter();
    await writer.until('late');
    expect(under.upstreams.settled).toEqual(['image-1 cancelled', 'image-2 success', 'image-1 success']);
    expect(under.events).toContainEqual({ type: 'attempt-retried', from: 'image-1', reason: 'replica-down' });
  });

  test('with nobody else to ask it may still answer', async () => {
    await using slow = await fakeReplica(({ socket }) => setTimeout(() => socket.write(answerOf('late')), 60));
    await using under = await proxyUnderTest([slow.port]);
    using client = await rawClient(under.port, get);
    await expect.poll(() => slow.received).toHaveLength(1);
    under.upstreams.takeOut(0);
    await client.until('late');
  });
});

describe('hedges', () => {
  test('a slow GET is sent to a second replica, and the first answer counts', async () => {
    await using slow = await fakeReplica(silent);
    await using fast = await fakeReplica(answering('fast'));
    await using under = await proxyUnderTest([slow.port, fast.port], { hedges: true, overtakenMs: 50 });
    using client = await rawClient(under.port, get);
    await client.until('fast');
    await expect.poll(() => under.upstreams.settled).toEqual(['image-2 success', 'image-1 cancelled']);
    expect(under.events).toEqual([
      { type: 'attempt-hedged', from: 'image-1', to: 'image-2' },
      { type: 'request-finished', status: 200, failed: false, attempts: 2, hedges: 1 },
    ]);
    await expect.poll(() => slow.openSockets).toBe(0);
  });

  test.each([
    ['answers late', 2000, 10_000],
    ['was given up', 60_000, 2000],
  ])('a copy that was overtaken and %s counts in how long to wait for a hedge', async (_, slowMs, overtakenMs) => {
    let answerMs = slowMs;
    const timers: NodeJS.Timeout[] = [];
    await using slow = await fakeReplica(({ socket }) => {
      timers.push(setTimeout(() => socket.write(answerOf('slow')), answerMs));
    });
    await using fast = await fakeReplica(answering('fast'));
    const budget = { ratio: 1, minPerSecond: 0, burst: 100 };
    await using under = await proxyUnderTest([slow.port, fast.port], { hedges: true, budget, overtakenMs });
    const clients = await Promise.all(Array.from({ length: 32 }, () => rawClient(under.port, get)));
    await Promise.all(clients.map((client) => client.until('fast')));
    await expect.poll(() => under.upstreams.unsettled).toBe(0);
    answerMs = 150;
    using last = await rawClient(under.port, get);
    // Sooner than the 95th of a hundred: no hedge.
    await last.until('slow');
    expect(under.events.filter(({ type }) => type === 'attempt-hedged')).toHaveLength(32);
    for (const client of clients) client.socket.destroy();
    for (const timer of timers) clearTimeout(timer);
  });

  test('the failure of one that was overtaken is seen, and not by the client', async () => {
    const fail = ({ socket }: FakeExchange) =>
      setTimeout(() => socket.write(answerOf('late', '500 Internal Server Error')), 300);
    await using slow = await fakeReplica(fail);
    await using fast = await fakeReplica(answering('fast'));
    await using under = await proxyUnderTest([slow.port, fast.port], { hedges: true });
    using client = await rawClient(under.port, get);
    await client.until('fast');
    await expect.poll(() => under.upstreams.settled).toEqual(['image-2 success', 'image-1 failure']);
    expect(client.text).not.toContain('late');
    expect(under.events.filter(({ type }) => type === 'request-finished')).toHaveLength(1);
  });

  test('one that was overtaken is given up when its replica is found to be down, and when the proxy closes', async () => {
    await using slow = await fakeReplica(silent);
    await using fast = await fakeReplica(answering('fast'));
    const under = await proxyUnderTest([slow.port, fast.port], { hedges: true, overtakenMs: 60_000 });
    using one = await rawClient(under.port, get);
    await one.until('fast');
    under.upstreams.takeOut(0);
    expect(under.upstreams.settled).toEqual(['image-2 success', 'image-1 cancelled']);
    await under[Symbol.asyncDispose]();
    expect(under.upstreams.unsettled).toBe(0);
    await expect.poll(() => slow.openSockets).toBe(0);
  });

  test('a copy that fails leaves the first one to answer', async () => {
    await using slow = await fakeReplica(({ socket }) => setTimeout(() => socket.write(answerOf('slow')), 300));
    await using bad = await fakeReplica(answering('bad', '500 Internal Server Error'));
    await using under = await proxyUnderTest([slow.port, bad.port], { hedges: true });
    using client = await rawClient(under.port, get);
    expect(await client.until('slow')).toMatch(/^HTTP\/1.1 200 /);
    expect(under.upstreams.settled).toEqual(['image-2 failure', 'image-1 success']);
  });

  test('there is none of a PUT, and none beyond the budget', async () => {
    const react = ({ socket }: FakeExchange) => setTimeout(() => socket.write(answerOf('slow')), 200);
    await using first = await fakeReplica(react);
    await using second = await fakeReplica(react);
    await using under = await proxyUnderTest([first.port, second.port], {
      hedges: true,
      budget: { ...none, burst: 11 },
    });
    using put = await rawClient(under.port, 'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx');
    await put.until('slow');
    expect(under.events).toHaveLength(1);
    const clients = await Promise.all(Array.from({ length: 12 }, () => rawClient(under.port, get)));
    await Promise.all(clients.map((client) => client.until('slow')));
    for (const client of clients) client.socket.destroy();
    await expect.poll(() => under.upstreams.unsettled).toBe(0);
    const hedges = under.events.filter(({ type }) => type === 'attempt-hedged').length;
    expect([hedges > 0, hedges < 12]).toEqual([true, true]);
    expect(under.upstreams.unsettled).toBe(0);
  });
});
