/** How long a fault of links lasts, by a clock that the test moves. */
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LinkEvent } from './link-proxies.ts';
import { ProxyEngine } from './proxy-engine.ts';
import type { Provider } from './testing/sockets.ts';
import { connectConsumer, echo, startProvider } from './testing/sockets.ts';

const durationMs = 60_000;

let provider: Provider;
let engine: ProxyEngine;
let told: LinkEvent[];
let port: number;

beforeEach(async () => {
  told = [];
  provider = await startProvider(echo);
  engine = new ProxyEngine(monotonicClock.nowUs, (event) => void told.push(event));
  port = await engine.open('link', provider.target);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await engine.dispose();
  await provider[Symbol.asyncDispose]();
});

const lifted = () => told.filter(({ type }) => type === 'lifted');

/** Bytes pass by timers, too: from here on these are the machine's. */
async function expectHealed(): Promise<void> {
  vi.useRealTimers();
  using consumer = await connectConsumer(port);
  expect((await consumer.ask('again')).text).toBe('again');
}

test('a fault ends when its lease is over, and not before', async () => {
  engine.apply('fault', { kind: 'reset' }, ['link'], { durationMs, seed: 1 });
  vi.advanceTimersByTime(durationMs - 1);
  expect(lifted()).toEqual([]);
  using broken = await connectConsumer(port);
  expect(await broken.ended()).toBe('reset');
  vi.advanceTimersByTime(1);
  expect(lifted()).toMatchObject([{ fault: 'fault', cause: 'expired' }]);
  await expectHealed();
});

test('links that flap are open for good when the lease is over', async () => {
  engine.apply('fault', { kind: 'flapping', periodMs: 40 }, ['link'], { durationMs, seed: 1 });
  vi.advanceTimersByTime(durationMs);
  expect(lifted()).toMatchObject([{ cause: 'expired' }]);
  expect(vi.getTimerCount(), 'periods to come').toBe(0);
  await expectHealed();
});

test('a fault that is lifted before its time is not lifted again when that is over', () => {
  engine.apply('fault', { kind: 'reset' }, ['link'], { durationMs, seed: 1 });
  engine.lift('fault');
  vi.advanceTimersByTime(2 * durationMs);
  expect(lifted()).toMatchObject([{ cause: 'healed' }]);
});
