import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { seededRandom } from '@temblor/foundation/randomness/random';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { encodeFrame } from './frame.ts';
import type { Address } from './tcp-dial.ts';
import { tcpDial } from './tcp-dial.ts';
import type { TransportOptions } from './transport.ts';
import { Transport } from './transport.ts';

const loopback: Address = { host: '127.0.0.1', port: 0 };

/** Closed after each test, the last opened first. */
const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const transport of opened.splice(0).reverse()) await transport[Symbol.asyncDispose]();
});

/** A node's transport, and what it got and complained of. */
async function open(node: number, peers: ReadonlyMap<number, Address>, options: Partial<TransportOptions> = {}) {
  const heard: string[] = [];
  const troubles: string[] = [];
  const transport = await Transport.open({
    node,
    cluster: 'test',
    protocol: 'test 1',
    listen: loopback,
    dial: tcpDial((other) => peers.get(other)),
    random: seededRandom(node),
    maximumBytes: 1 << 20,
    received: (from, payload) => heard.push(`${from}: ${Buffer.from(payload).toString()}`),
    trouble: (text) => troubles.push(text),
    ...options,
  });
  opened.push(transport);
  const { address = loopback } = transport;
  const send = (to: number, ...texts: string[]) => {
    for (const text of texts) transport.send(to, Buffer.from(text));
    transport.flush();
  };
  return { transport, address, heard, troubles, send };
}

test('messages arrive in order, those too that were sent before the connection stood', async () => {
  const peers = new Map<number, Address>();
  const [one, two] = [await open(1, peers), await open(2, peers)];
  peers.set(1, one.address).set(2, two.address);
  one.send(2, 'a', 'b');
  two.send(1, 'x');
  one.send(2, 'c');
  await expect.poll(() => [two.heard, one.heard]).toEqual([['1: a', '1: b', '1: c'], ['2: x']]);
  expect(one.transport.counts).toEqual({ sent: 3, dropped: 0 });
});

test('what is sent while the other node is away is dropped and counted, and the link comes back by itself', async () => {
  const peers = new Map<number, Address>();
  const one = await open(1, peers);
  const first = await open(2, peers);
  peers.set(2, first.address);
  one.send(2, 'before');
  await expect.poll(() => first.heard).toEqual(['1: before']);
  await first.transport[Symbol.asyncDispose]();
  await expect
    .poll(() => {
      one.send(2, 'lost');
      return one.transport.counts.dropped;
    })
    .toBeGreaterThan(0);
  const second = await open(2, peers, { listen: first.address });
  await expect
    .poll(() => {
      one.send(2, 'after');
      return second.heard;
    })
    .toContain('1: after');
});

test('a node is told when another that called it is gone, and not when that one calls again', async () => {
  const peers = new Map<number, Address>();
  const lost: number[] = [];
  const one = await open(1, peers, { lost: (from) => lost.push(from) });
  peers.set(1, one.address);
  const first = await open(2, peers);
  first.send(1, 'a');
  await expect.poll(() => one.heard).toEqual(['2: a']);
  const second = await open(2, peers);
  second.send(1, 'b');
  await expect.poll(() => one.heard).toEqual(['2: a', '2: b']);
  await first.transport[Symbol.asyncDispose]();
  expect(lost).toEqual([]);
  await second.transport[Symbol.asyncDispose]();
  await expect.poll(() => lost).toEqual([2]);
});

test('a connection that came in at a server of HTTP is lost when its other end is gone', async () => {
  const lost: number[] = [];
  const one = await open(1, new Map(), { lost: (from) => lost.push(from) });
  const server = createServer({ allowHalfOpen: true }, (socket) => one.transport.accept(socket));
  await once(server.listen(0, loopback.host), 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const two = await open(2, new Map([[1, { ...loopback, port }]]));
  two.send(1, 'a');
  await expect.poll(() => one.heard).toEqual(['2: a']);
  await two.transport[Symbol.asyncDispose]();
  await expect.poll(() => lost).toEqual([2]);
  server.close();
});

test('a node that was given up is dialled again when it calls, and not before', async () => {
  const peers = new Map<number, Address>();
  // After the first attempt that fails, the next one would be hours away.
  const one = await open(1, peers, { random: { ...seededRandom(1), next: () => 1e6 } });
  peers.set(1, one.address);
  one.send(2, 'lost');
  await expect.poll(() => one.transport.counts.dropped).toBe(1);
  const two = await open(2, peers);
  peers.set(2, two.address);
  two.transport.connect(1);
  await expect
    .poll(() => {
      one.send(2, 'after');
      return two.heard;
    })
    .toContain('1: after');
});

test('a node that is being dialled in vain is dialled anew when it calls', async () => {
  const peers = new Map<number, Address>();
  const attempts: AbortSignal[] = [];
  const dial = tcpDial((other) => peers.get(other));
  // The first attempt ends with the link's own patience; the next one would be hours away.
  const one = await open(1, peers, {
    random: { ...seededRandom(1), next: () => 1e6 },
    dial: async (other, signal) => {
      attempts.push(signal);
      if (attempts.length > 1) return dial(other, signal);
      await once(signal, 'abort');
      throw signal.reason;
    },
  });
  peers.set(1, one.address);
  one.send(2, 'waits');
  const two = await open(2, peers);
  peers.set(2, two.address);
  two.transport.connect(1);
  await expect.poll(() => two.heard).toEqual(['1: waits']);
  expect(attempts).toHaveLength(2);
  one.send(2, 'after');
  await expect.poll(() => two.heard).toEqual(['1: waits', '1: after']);
});

test('what waited for a connection that could not be made does not come later', async () => {
  const peers = new Map<number, Address>();
  const [one, two] = [await open(1, peers), await open(2, peers)];
  one.send(2, 'old');
  peers.set(2, two.address);
  await expect
    .poll(() => {
      one.send(2, 'new');
      return two.heard;
    })
    .toContain('1: new');
  expect(two.heard).not.toContain('1: old');
});

test('a connection whose other end says nothing any more is given up', async () => {
  // Welcomes whoever calls, and falls silent: a network that loses everything, as TCP sees it.
  const calls: Socket[] = [];
  const silent = createServer((socket) => {
    calls.push(socket);
    socket.on('error', () => {}).write(Buffer.concat(encodeFrame('welcome', new Uint8Array())));
  });
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const bound = silent.address();
  const port = typeof bound === 'object' ? (bound?.port ?? 0) : 0;
  const one = await open(1, new Map([[2, { host: '127.0.0.1', port }]]));
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    one.send(2, 'a');
    await expect.poll(() => one.transport.counts.sent).toBe(1);
    vi.advanceTimersByTime(3_500);
    expect(calls.map(({ destroyed }) => destroyed)).toEqual([false]);
    vi.advanceTimersByTime(1_000);
    await expect.poll(() => calls.length).toBeGreaterThan(1);
  } finally {
    vi.useRealTimers();
    for (const call of calls) call.destroy();
    silent.close();
  }
});

test('the oldest messages go where the other end takes nothing; the newest arrives', async () => {
  const peers = new Map<number, Address>();
  const [one, two] = [
    await open(1, peers, { maximumBytes: 2_000_000 }),
    await open(2, peers, { maximumBytes: 2_000_000 }),
  ];
  peers.set(2, two.address);
  one.send(2, 'begin');
  await expect.poll(() => two.heard).toHaveLength(1);
  // More than the system takes for a connection whose other end, in this very thread, has not come to read yet.
  for (let message = 0; message < 40; message += 1) one.send(2, `${message} ${'x'.repeat(1_000_000)}`);
  expect(one.transport.counts.dropped).toBeGreaterThan(10);
  await expect.poll(() => two.heard.some((text) => text.startsWith('1: 39'))).toBe(true);
});

test('a message that is too long is dropped, and said', async () => {
  const one = await open(1, new Map(), { maximumBytes: 3 });
  one.send(2, 'long');
  expect(one.troubles).toEqual(['a message to node 2 has 4 bytes; the longest may have 3']);
  expect(one.transport.counts).toEqual({ sent: 0, dropped: 1 });
});

describe('a stranger is refused, and both ends say why', () => {
  test.each([
    ['of another cluster', { cluster: 'other' }, "this node is of cluster 'other', the caller of 'test'"],
    ['of another protocol', { protocol: 'test 2' }, 'this node speaks test 2, the caller test 1'],
    ['looking for another node', { node: 3 }, 'this is node 3, and the caller wants node 2'],
  ])('one %s', async (_name, options, reason) => {
    const peers = new Map<number, Address>();
    const [one, two] = [await open(1, peers), await open(2, peers, options)];
    peers.set(2, two.address);
    one.send(2, 'a');
    await expect.poll(() => one.troubles).toEqual([`node 2 refused this one: ${reason}`]);
    expect(two.troubles).toEqual([`refused a caller: ${reason}`]);
    expect(two.heard).toEqual([]);
  });
});

test('a caller that speaks something else is cut off', async () => {
  const one = await open(1, new Map());
  const socket = connect(one.address);
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await once(socket.resume(), 'close');
  expect(one.troubles).toEqual([expect.stringContaining('a frame of the stream is of no use')]);
});

test('an address that is taken is an error that names it', async () => {
  const one = await open(1, new Map());
  const { port } = one.address;
  await expect(open(2, new Map(), { listen: one.address })).rejects.toMatchObject({
    code: 'cannot-listen',
    message: expect.stringContaining(`127.0.0.1:${port}`),
  });
});
