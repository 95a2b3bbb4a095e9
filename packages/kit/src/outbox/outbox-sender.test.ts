import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PostScene } from './testing/post-scene.ts';

const never = () => new Promise<boolean>(() => undefined);

test('a message is sent that waits for a moment which the clock, set back since, reaches in an hour', async () => {
  await using scene = new PostScene();
  scene.write(40, 2500);
  const hourMs = 3_600_000;
  scene.open({ wallClock: () => scene.time.nowMs() - hourMs });
  await scene.time.advance(1500);
  expect(new Set(scene.arrivals.map(({ key }) => key)).size).toBe(40);
  expect(scene.arrivals).toHaveLength(40);
  expect(scene.waiting).toEqual([]);
});

describe('a message that its writer has in hand', () => {
  test('is sent at once, once, and recorded as taken', async () => {
    await using scene = new PostScene();
    const { sender, troubles } = scene.open();
    const [message] = scene.write(1, 2500);
    if (message === undefined) throw new Error('nothing was written');
    expect(await sender.deliverNow(message, 2000)).toBe(true);
    await scene.time.advance(60_000);
    expect(scene.arrivals).toEqual([{ key: 'letter-0000', atMs: 0 }]);
    expect(scene.waiting).toEqual([]);
    expect(troubles).toEqual([]);
  });

  test.each([
    ['says no', async () => false],
    ['breaks the connection', () => Promise.reject(new Error('broken'))],
    ['never answers', never],
  ])('is sent again until it is taken, where the receiver %s', async (_what, receive) => {
    await using scene = new PostScene();
    const { sender } = scene.open();
    const [message] = scene.write(1, 2500);
    if (message === undefined) throw new Error('nothing was written');
    scene.receive = receive;
    const isSent = sender.deliverNow(message, 2000);
    await scene.time.advance(20_000);
    expect(await isSent).toBe(false);
    const tries = scene.arrivals.length;
    expect(tries).toBeGreaterThan(3);
    expect(sender.undelivered).toBe(1);
    scene.receive = async () => true;
    await scene.time.advance(15_000);
    expect(scene.arrivals).toHaveLength(tries + 1);
    expect(scene.waiting).toEqual([]);
    expect(sender.undelivered).toBe(0);
  });

  test('is sent by another sender when its writer has died', async () => {
    await using scene = new PostScene();
    const first = scene.open();
    const [message] = scene.write(1, 2500);
    if (message === undefined) throw new Error('nothing was written');
    scene.receive = never;
    void first.sender.deliverNow(message, 2000);
    await scene.time.settle();
    first.gate.pause();
    scene.receive = async () => true;
    scene.open();
    await scene.time.advance(2400);
    expect(scene.arrivals).toHaveLength(1);
    await scene.time.advance(1200);
    expect(scene.arrivals).toHaveLength(2);
    expect(scene.waiting).toEqual([]);
  });
});

test('what an earlier life left is sent at once, so many at a time', async () => {
  await using scene = new PostScene();
  scene.write(500);
  const { sender } = scene.open({ concurrency: 10 });
  await scene.time.settle();
  await scene.time.advance(100);
  expect(scene.arrivals).toHaveLength(500);
  expect(scene.mostAtOnce).toBe(10);
  expect(scene.waiting).toEqual([]);
  expect(sender.undelivered).toBe(0);
});

test('what is enqueued for whoever comes first is sent when the sender is woken, and soon where nobody wakes it', async () => {
  await using scene = new PostScene();
  const { sender } = scene.open();
  await scene.time.advance(10);
  scene.write(1);
  sender.wake();
  await scene.time.advance(1);
  expect(scene.arrivals).toHaveLength(1);
  scene.write(1);
  await scene.time.advance(1000);
  expect(scene.arrivals).toHaveLength(2);
});

test('two senders share an outbox, and send nothing twice', async () => {
  await using scene = new PostScene();
  scene.write(200);
  scene.open();
  scene.open();
  await scene.time.advance(1000);
  expect(scene.arrivals).toHaveLength(200);
});

test('while nothing is taken little is sent, and one message that is never taken does not hold up others', async () => {
  await using scene = new PostScene();
  scene.write(300);
  scene.receive = async () => false;
  const { sender } = scene.open();
  await scene.time.advance(60_000);
  const tries = scene.arrivals.length;
  expect(tries).toBeLessThan(100);
  for (let beat = 0; beat < 100; beat += 1) sender.wake();
  await scene.time.settle();
  expect(scene.arrivals).toHaveLength(tries);
  expect(sender.undelivered).toBe(300);
  scene.receive = async ({ message_key }) => message_key !== 'letter-0000';
  await scene.time.advance(10_000);
  expect(scene.waiting.map(({ message_key }) => message_key)).toEqual(['letter-0000']);
});

test('many messages that are never taken, and come first, do not hold up one behind them for ever', async () => {
  await using scene = new PostScene();
  scene.write(61);
  scene.receive = async ({ message_key }) => message_key === 'letter-0060';
  scene.open();
  await scene.time.advance(600_000);
  expect(scene.waiting.map(({ message_key }) => message_key)).not.toContain('letter-0060');
});

test('a delivery that succeeds opens the way for what waits', async () => {
  await using scene = new PostScene();
  scene.receive = async () => false;
  scene.write(50);
  const { sender } = scene.open();
  await scene.time.advance(120_000);
  scene.receive = async () => true;
  const known = scene.arrivals.length;
  const [message] = scene.write(1, 2500);
  if (message === undefined) throw new Error('nothing was written');
  expect(await sender.deliverNow(message, 2000)).toBe(true);
  await scene.time.advance(1);
  expect(scene.arrivals.length).toBeGreaterThan(known + 1);
});

test('a sender that closes gives up what is on its way, and leaves neither timer nor message', async () => {
  await using scene = new PostScene();
  scene.write(1);
  scene.receive = never;
  const { sender } = scene.open();
  await scene.time.settle();
  await sender[Symbol.asyncDispose]();
  expect(scene.time.pendingTimers).toBe(0);
  expect(scene.waiting).toHaveLength(1);
  scene.receive = async () => true;
  scene.open();
  await scene.time.advance(6000);
  expect(scene.waiting).toEqual([]);
});

test('a store that fails is tried again, without haste', async () => {
  await using scene = new PostScene();
  scene.write(20);
  let asked = 0;
  scene.storeWhim = (name) => {
    asked += 1;
    return name === 'take message' ? 'refuse' : 'commit';
  };
  const { troubles } = scene.open();
  await scene.time.advance(2000);
  expect(asked).toBeLessThan(2000);
  expect(troubles.length).toBeGreaterThan(0);
  expect(scene.arrivals).toEqual([]);
  scene.storeWhim = () => 'commit';
  await scene.time.advance(2000);
  expect(scene.waiting).toEqual([]);
});

test('every message arrives, whatever the receiver and the store do, and whenever a sender dies', async () => {
  const property = fc.asyncProperty(
    fc.array(fc.constantFrom('take', 'refuse', 'hang', 'throw'), { maxLength: 40 }),
    fc.array(fc.constantFrom('commit' as const, 'refuse' as const, 'lost-answer' as const, 'lost-request' as const), {
      maxLength: 40,
    }),
    fc.array(
      fc.record({
        afterMs: fc.integer({ min: 0, max: 2000 }),
        act: fc.constantFrom('write', 'deliver', 'die', 'pause', 'resume'),
      }),
      { maxLength: 12 },
    ),
    async (receiverWhims, storeWhims, turns) => {
      await using scene = new PostScene();
      const receiver = receiverWhims.values();
      const store = storeWhims.values();
      const taken = new Set<string>();
      scene.storeWhim = () => store.next().value ?? 'commit';
      scene.receive = async ({ message_key }) => {
        const whim = receiver.next().value ?? 'take';
        if (whim === 'throw') throw new Error('broken');
        if (whim === 'take' || whim === 'hang') taken.add(message_key);
        return whim === 'hang' ? never() : whim === 'take';
      };
      let current = scene.open();
      let written = 0;
      for (const { afterMs, act } of turns) {
        await scene.time.advance(afterMs);
        if (act === 'pause') current.gate.pause();
        if (act === 'resume') current.gate.resume();
        if (act === 'die') {
          current.gate.pause();
          current = scene.open();
        }
        if (act === 'write' || act === 'deliver') {
          const messages = scene.write(2, act === 'write' ? 0 : 2500);
          written += messages.length;
          if (act === 'deliver') for (const message of messages) void current.sender.deliverNow(message, 2000);
        }
      }
      current.gate.resume();
      await scene.time.advance(60_000);
      expect(scene.waiting).toEqual([]);
      expect(taken.size).toBe(written);
    },
  );
  await fc.assert(property, { seed: 7, numRuns: 150 });
});
