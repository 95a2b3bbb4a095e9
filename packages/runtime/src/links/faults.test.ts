import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LinkFault, LinkProxies } from './link-proxies.ts';
import { openLinkProxies } from './open-link-proxies.ts';
import type { Consumer, Provider } from './testing/sockets.ts';
import { connectConsumer, EventLog, echo, startProvider } from './testing/sockets.ts';

let proxies: LinkProxies;
let log: EventLog;
let provider: Provider;
let links = 0;

beforeAll(async () => {
  proxies = await openLinkProxies();
  log = new EventLog(proxies);
  provider = await startProvider(echo);
});
afterAll(async () => {
  await proxies[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

/** Longer than any test, and than the lease of a fault that is laid. */
const endlessMs = 60_000;

interface Laid {
  readonly id: string;
  readonly link: string;
  readonly port: number;
  /** A connection that was open before the fault came. */
  readonly consumer: Consumer;
  readonly armedUs: number;
}

/** A link with an open connection, and a fault laid on it. */
async function lay(effect: LinkFault, durationMs = 40_000): Promise<Laid> {
  links += 1;
  const link = `link-${links}`;
  const port = await proxies.open(link, provider.target);
  const consumer = await connectConsumer(port);
  await consumer.ask('before');
  const armedUs = await proxies.apply(link, effect, [link], { durationMs, seed: links });
  return { id: link, link, port, consumer, armedUs };
}

describe('latency', () => {
  test('holds bytes of open and new connections, in each direction that it names', async () => {
    const { id, link, port, consumer } = await lay({ kind: 'latency', latencyMs: 60, jitterMs: 0, direction: 'both' });
    const effect = log.first('effect', (event) => event.fault === id);
    const { tookMs } = await consumer.ask('ping');
    expect(tookMs).toBeGreaterThanOrEqual(120);
    expect(await effect).toMatchObject({ link, detail: '4 bytes were held back for 60 ms' });
    using fresh = await connectConsumer(port);
    expect((await fresh.ask('ping')).tookMs).toBeGreaterThanOrEqual(120);
  });

  test('lets through what is asked where only answers are held', async () => {
    const { id, consumer } = await lay({ kind: 'latency', latencyMs: endlessMs, jitterMs: 0, direction: 'back' });
    const acted = log.first('effect', (event) => event.fault === id);
    const socket = provider.sockets.at(-1);
    if (socket === undefined) throw new Error('nobody reached the provider');
    const arrived = once(socket, 'data', { signal: AbortSignal.timeout(10_000) });
    const answer = consumer.ask('ping');
    expect(String((await arrived)[0])).toBe('ping');
    expect(await acted).toMatchObject({ detail: `4 bytes were held back for ${endlessMs} ms` });
    expect(consumer.received().toString()).toBe('before');
    await proxies.lift(id);
    expect((await answer).text).toBe('ping');
  });

  test('delays a stream as a whole, not piece by piece', async () => {
    const { consumer } = await lay({ kind: 'latency', latencyMs: 500, jitterMs: 0, direction: 'forward' });
    const text = 'x'.repeat(3 * 1024 * 1024);
    const { tookMs } = await consumer.ask(text);
    expect(tookMs).toBeGreaterThanOrEqual(500);
    expect(tookMs).toBeLessThan(10_000); // its pieces of at most 64 KiB would be 24 s, one after the other
  });

  test('adds up with another latency on the same link', async () => {
    const { link, consumer } = await lay({ kind: 'latency', latencyMs: 40, jitterMs: 0, direction: 'forward' });
    const second: LinkFault = { kind: 'latency', latencyMs: 50, jitterMs: 0, direction: 'back' };
    await proxies.apply(`${link}-second`, second, [link], { durationMs: 5000, seed: 1 });
    expect((await consumer.ask('ping')).tookMs).toBeGreaterThanOrEqual(90);
  });

  test('lets go at once of what it holds when it is lifted', async () => {
    const { id, consumer } = await lay({ kind: 'latency', latencyMs: endlessMs, jitterMs: 0, direction: 'forward' });
    const acted = log.first('effect', (event) => event.fault === id);
    const answer = consumer.ask('ping');
    await acted;
    await proxies.lift(id);
    expect((await answer).text).toBe('ping');
  });

  test("tells a provider's crash late, as it would be over a slow line", async () => {
    const { consumer } = await lay({ kind: 'latency', latencyMs: 80, jitterMs: 0, direction: 'back' });
    const startMs = performance.now();
    provider.sockets.at(-1)?.resetAndDestroy();
    expect(await consumer.ended()).toBe('reset');
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(79);
  });
});

describe('blackhole', () => {
  test('swallows what is sent, keeps connections open, and resets those that lost bytes when it is lifted', async () => {
    const { id, port, consumer } = await lay({ kind: 'blackhole', direction: 'both' });
    using fresh = await connectConsumer(port);
    using idle = await connectConsumer(port);
    const acted = log.first('effect', (event) => event.fault === id);
    const before = provider.sockets.length;
    consumer.socket.write('lost');
    fresh.socket.write('lost');
    await acted;
    await proxies.lift(id);
    expect(await consumer.ended()).toBe('reset');
    expect(await fresh.ended()).toBe('reset');
    expect(await idle.ended()).toBe('reset');
    expect(consumer.received().toString()).toBe('before');
    using healed = await connectConsumer(port);
    expect((await healed.ask('again')).text).toBe('again');
    expect(provider.sockets.length).toBe(before + 1);
  });

  test('loses only the answers where it lies on them, and leaves a connection that lost nothing as it was', async () => {
    const { id, port, consumer } = await lay({ kind: 'blackhole', direction: 'back' });
    const other = provider.sockets.length - 1;
    const arrived = new Promise((resolve) => provider.sockets[other]?.once('data', resolve));
    consumer.socket.write('asked');
    expect(String(await arrived)).toBe('asked');
    using fresh = await connectConsumer(port);
    await proxies.lift(id);
    expect(await consumer.ended()).toBe('reset');
    expect(await fresh.ended()).toBe('reset');
    using untouched = await connectConsumer(port);
    await untouched.ask('one');
    expect(provider.sockets.length, 'connections that reached the provider').toBe(other + 2);
    await proxies.apply(`${id}-again`, { kind: 'blackhole', direction: 'both' }, [id], { durationMs: 5000, seed: 1 });
    await proxies.lift(`${id}-again`);
    expect((await untouched.ask('two')).text).toBe('two');
  });

  test("hides a provider's crash until it is lifted", async () => {
    const { id, consumer } = await lay({ kind: 'blackhole', direction: 'back' });
    const acted = log.first('effect', (event) => event.fault === id);
    provider.sockets.at(-1)?.resetAndDestroy();
    expect((await acted).detail).toBe('the reset of a connection was swallowed');
    expect(consumer.socket.closed).toBe(false);
    await proxies.lift(id);
    expect(await consumer.ended()).toBe('reset');
  });
});

describe('reset', () => {
  test('resets what is open at once and every new connection, until it is lifted', async () => {
    const { id, port, consumer } = await lay({ kind: 'reset' });
    expect(await consumer.ended()).toBe('reset');
    using refused = await connectConsumer(port);
    expect(await refused.ended()).toBe('reset');
    await proxies.lift(id);
    using healed = await connectConsumer(port);
    expect((await healed.ask('again')).text).toBe('again');
  });
});

describe('bandwidth', () => {
  test('carries a stream at its rate, after a burst of 50 ms', async () => {
    const { id, consumer } = await lay({ kind: 'bandwidth', bytesPerSecond: 500_000, direction: 'back' });
    const acted = log.first('effect', (event) => event.fault === id);
    const { tookMs } = await consumer.ask('x'.repeat(400_000));
    expect(tookMs).toBeGreaterThanOrEqual(740);
    expect(tookMs).toBeLessThan(5000); // bits in place of bytes would be 6 s
    expect((await acted).detail).toContain('wait');
  });

  test('is shared fairly by the connections of a link', async () => {
    const { port, consumer } = await lay({ kind: 'bandwidth', bytesPerSecond: 400_000, direction: 'back' });
    using other = await connectConsumer(port);
    const [one, two] = await Promise.all([consumer.ask('x'.repeat(50_000)), other.ask('x'.repeat(50_000))]);
    expect(Math.max(one.tookMs, two.tookMs)).toBeGreaterThanOrEqual(195);
    expect(Math.min(one.tookMs, two.tookMs)).toBeGreaterThan(100);
  });

  test('sends what waits at once when it is lifted', async () => {
    const { id, consumer } = await lay({ kind: 'bandwidth', bytesPerSecond: 10, direction: 'forward' });
    const acted = log.first('effect', (event) => event.fault === id);
    const answer = consumer.ask('x'.repeat(1000)); // 100 s at this rate
    await acted;
    await proxies.lift(id);
    expect((await answer).text).toBe('x'.repeat(1000));
  });
});

describe('intermittent', () => {
  test('answers requests by a reset with its probability, the same ones for the same seed', async () => {
    const play = async (): Promise<string> => {
      const port = await proxies.open('played', provider.target);
      await proxies.apply('play', { kind: 'intermittent', probability: 0.3 }, ['played'], {
        durationMs: 5000,
        seed: 7,
      });
      let outcomes = '';
      using stack = new DisposableStack();
      let consumer = stack.use(await connectConsumer(port));
      for (let request = 0; request < 60; request += 1) {
        const answered = await consumer.ask('?').then(
          () => true,
          () => false,
        );
        outcomes += answered ? '.' : 'x';
        if (!answered) consumer = stack.use(await connectConsumer(port));
      }
      await proxies.lift('play');
      await proxies.close('played');
      return outcomes;
    };
    const first = await play();
    const broken = first.split('x').length - 1;
    expect(broken).toBeGreaterThan(6);
    expect(broken).toBeLessThan(32);
    expect(await play()).toBe(first);
  });
});

describe('flapping', () => {
  test('is in turn reset and open, and open for good when it is lifted', async () => {
    const { id, port, consumer } = await lay({ kind: 'flapping', periodMs: 40 });
    expect(await consumer.ended()).toBe('reset');
    const seen: string[] = [];
    const attempt = async (): Promise<void> => {
      using one = await connectConsumer(port);
      const state = await one.ask('?').then(
        () => 'open',
        () => 'reset',
      );
      if (seen.at(-1) !== state) seen.push(state);
      if (state === 'open') await one.ended().catch(() => undefined);
    };
    while (seen.length < 4) await attempt();
    expect(new Set(seen)).toEqual(new Set(['open', 'reset']));
    await proxies.lift(id);
    using healed = await connectConsumer(port);
    expect((await healed.ask('again')).text).toBe('again');
  });
});

describe('a lease', () => {
  test('ends the fault by itself where no one lifts it', async () => {
    const leaseMs = 300;
    const { id, port, consumer, armedUs } = await lay({ kind: 'reset' }, leaseMs);
    expect(await consumer.ended()).toBe('reset');
    const lifted = await log.first('lifted', (event) => event.fault === id);
    expect(lifted.cause).toBe('expired');
    const lastedMs = (lifted.atUs - armedUs) / 1000;
    expect(lastedMs).toBeGreaterThan(leaseMs - 10);
    expect(lastedMs).toBeLessThan(20 * leaseMs); // to the millisecond it is tested at the engine, by a clock that is moved
    using healed = await connectConsumer(port);
    expect((await healed.ask('again')).text).toBe('again');
  });

  test('needs a length, and one that ends', async () => {
    const apply = (durationMs: number) => proxies.apply('x', { kind: 'reset' }, [], { durationMs, seed: 1 });
    await expect(apply(Number.POSITIVE_INFINITY)).rejects.toMatchObject({ code: 'invalid-lease' });
    await expect(apply(-1)).rejects.toMatchObject({ code: 'invalid-lease' });
    await expect(apply(Number.NaN)).rejects.toMatchObject({ code: 'invalid-lease' });
  });
});

describe('a fault', () => {
  test('is told its first effect once, over all of its links', async () => {
    const first = await lay({ kind: 'latency', latencyMs: 1, jitterMs: 0, direction: 'both' });
    const second = await lay({ kind: 'latency', latencyMs: 1, jitterMs: 0, direction: 'both' });
    const latency: LinkFault = { kind: 'latency', latencyMs: 5, jitterMs: 5, direction: 'both' };
    await proxies.apply('both', latency, [first.link, second.link], { durationMs: 5000, seed: 1 });
    await first.consumer.ask('one');
    await second.consumer.ask('two');
    await proxies.lift('both');
    const effects = log.events.filter((event) => event.type === 'effect' && event.fault === 'both');
    expect(effects).toMatchObject([{ link: first.link }]);
  });

  test('cannot be laid on a link that is not there, nor twice; lifting what is over is no error', async () => {
    const { id, link } = await lay({ kind: 'reset' });
    const options = { durationMs: 1000, seed: 1 };
    await expect(proxies.apply('y', { kind: 'reset' }, ['nowhere'], options)).rejects.toMatchObject({
      code: 'unknown-link',
    });
    await expect(proxies.apply(id, { kind: 'reset' }, [link], options)).rejects.toMatchObject({
      code: 'duplicate-fault',
    });
    await proxies.lift('y');
    await proxies.lift(id);
    await proxies.lift(id);
  });
});
