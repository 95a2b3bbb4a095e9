import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@temblor/foundation/randomness/random';
import { drawSeed, seededRandom } from '@temblor/foundation/randomness/random';
import { expect, test } from 'vitest';
import type { LinkFault, LinkProxies } from './link-proxies.ts';
import { openLinkProxies } from './open-link-proxies.ts';
import { resetSocket } from './socket-ends.ts';
import { EventLog, startProvider } from './testing/sockets.ts';

const lengthMs = 1200;

function drawFault(random: Random): LinkFault {
  const direction = random.pick(['forward', 'back', 'both'] as const);
  return random.pick<LinkFault>([
    { kind: 'latency', latencyMs: random.integer(1, 50), jitterMs: random.integer(0, 50), direction },
    { kind: 'intermittent', probability: random.next() },
    { kind: 'blackhole', direction },
    { kind: 'reset' },
    { kind: 'bandwidth', bytesPerSecond: random.integer(1, 1_000_000), direction },
    { kind: 'flapping', periodMs: random.integer(20, 60) },
  ]);
}

/** Clients that send, stop reading, end, reset and go away as chance has it. */
async function behaveBadly(port: number, random: Random, endMs: number): Promise<void> {
  while (performance.now() < endMs) {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: random.next() < 0.5 });
    socket.on('error', () => undefined);
    socket.resume();
    for (let step = random.integer(0, 8); step > 0; step -= 1) {
      if (socket.writable) socket.write(Buffer.alloc(random.integer(1, 200_000)));
      if (random.next() < 0.3) socket.pause();
      else socket.resume();
      await delay(random.integer(0, 15));
      const whim = random.next();
      if (whim < 0.06) resetSocket(socket);
      else if (whim < 0.12) socket.end();
    }
    socket.destroy();
  }
}

async function breakThings(proxies: LinkProxies, name: string, random: Random, endMs: number): Promise<void> {
  for (let count = 0; performance.now() < endMs; count += 1) {
    const options = { durationMs: random.integer(0, 200), seed: count };
    await proxies.apply(`${name}-${count}`, drawFault(random), ['link'], options);
    await delay(random.integer(0, 60));
    if (random.next() < 0.5) await proxies.lift(`${name}-${count}`);
  }
}

test('connections that come, go and break at random under faults that come and go leave nothing behind', async () => {
  const seed = drawSeed();
  const random = seededRandom(seed);
  await using proxies = await openLinkProxies();
  using log = new EventLog(proxies);
  await using provider = await startProvider((socket) => {
    socket.on('data', (chunk) => {
      if (socket.writable) socket.write(chunk);
      const whim = random.next();
      if (whim < 0.05) resetSocket(socket);
      else if (whim < 0.1) socket.end();
    });
    socket.on('end', () => socket.end());
  });
  const port = await proxies.open('link', provider.target);
  const endMs = performance.now() + lengthMs;
  const clients = Array.from({ length: 20 }, (_, index) => behaveBadly(port, random.fork(`client ${index}`), endMs));
  const faults = ['a', 'b'].map((name) => breakThings(proxies, name, random.fork(name), endMs));
  await Promise.all([...clients, ...faults]);
  const over = log.events.length;
  const left = log.first('window', (event) => log.events.indexOf(event) >= over && event.window.connections === 0);
  await expect(left, `seed ${seed}`).resolves.toMatchObject({ window: { link: 'link' } });
});
