import { once } from 'node:events';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LinkFault, LinkProxies } from './link-proxies.ts';
import { openLinkProxies } from './open-link-proxies.ts';
import type { Provider } from './testing/sockets.ts';
import { connectConsumer, echo, startProvider } from './testing/sockets.ts';

let proxies: LinkProxies;
let provider: Provider;
let port: number;

beforeAll(async () => {
  proxies = await openLinkProxies();
  provider = await startProvider(echo);
  port = await proxies.open('link', provider.target);
});
afterAll(async () => {
  await proxies[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

const direction = fc.constantFrom('forward' as const, 'back' as const, 'both' as const);
const fault: fc.Arbitrary<LinkFault> = fc.oneof(
  fc.record({
    kind: fc.constant('latency' as const),
    latencyMs: fc.integer({ min: 1, max: 12 }),
    jitterMs: fc.integer({ min: 0, max: 12 }),
    direction,
  }),
  fc.record({
    kind: fc.constant('bandwidth' as const),
    bytesPerSecond: fc.integer({ min: 1_000_000, max: 50_000_000 }),
    direction,
  }),
);
const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20_000 }), { minLength: 1, maxLength: 12 });

test('bytes come out as they went in, whatever delays and limits lie on the link and come and go meanwhile', async () => {
  const scenario = fc.record({ chunks, faults: fc.array(fault, { maxLength: 3 }), liftsMidway: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ chunks, faults, liftsMidway }) => {
      using consumer = await connectConsumer(port);
      const names = faults.map((_, index) => `fault-${index}`);
      for (const [index, effect] of faults.entries()) {
        await proxies.apply(`fault-${index}`, effect, ['link'], { durationMs: 10_000, seed: index });
      }
      for (const [index, chunk] of chunks.entries()) {
        if (!consumer.socket.write(chunk)) await once(consumer.socket, 'drain');
        if (liftsMidway && index === chunks.length >> 1) for (const name of names) await proxies.lift(name);
      }
      consumer.socket.end();
      expect(await consumer.ended()).toBe('end');
      for (const name of names) await proxies.lift(name);
      expect(Buffer.compare(consumer.received(), Buffer.concat(chunks))).toBe(0);
    }),
    { numRuns: 30 },
  );
});
