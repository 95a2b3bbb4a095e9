import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@temblor/foundation/randomness/random';
import { formatFactLine } from '@temblor/lab/journal/format-fact-line';
import { HttpSender } from './http-sender.ts';
import { LoadRun } from './load-run.ts';
import { createWeightedWorkload } from './weighted-workload.ts';

const durationMs = 250;
const ratePerSecond = 4000;

/**
 * Plays a short load against a server within this process, and forgets it. The first pass through cold code takes tens
 * of milliseconds, at the first requests and again at the first window; they would be taken for the system's.
 */
export async function warmUp(options: { nowUs: () => number; random: Random }): Promise<void> {
  const answer = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 15\r\n\r\n{"status":"ok"}';
  const server = createServer((socket) => {
    socket.on('data', () => socket.write(answer));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  const { nowUs, random } = options;
  const targets = { self: [`http://127.0.0.1:${address.port}`] };
  const sender = new HttpSender({ targets, timeoutMs: 1000, connections: 16, nowUs });
  const requests = [
    { service: 'self', path: '/' },
    { service: 'self', path: '/', method: 'POST' as const, body: { some: 'body' } },
  ];
  const run = new LoadRun({
    ratePerSecond,
    seed: 0,
    random,
    workload: createWeightedWorkload(requests, random),
    nowUs,
    send: (request, settled) => sender.send(request, settled),
    record: (operation) => void JSON.stringify(operation),
    tell: (fact, atUs) => void formatFactLine(fact, atUs),
    failure: () => undefined,
    broken: () => undefined,
  });
  await delay(durationMs / 2);
  await run.cut();
  await delay(durationMs / 2);
  await run.stop();
  await sender.close();
  server.close();
}
