/** A port that nobody takes connections at: attempts to connect neither succeed nor fail. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

export interface DeafPort extends AsyncDisposable {
  readonly port: number;
}

/** Listens, and then stands still: it takes nobody out of its queue, which is full soon. */
const listener = `
const { parentPort } = require('node:worker_threads');
const server = require('node:net').createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
`;

/** @throws where the queue takes more connections than any system's of length 1 does. */
export async function deafPort(): Promise<DeafPort> {
  const worker = new Worker(listener, { eval: true });
  const [port] = (await once(worker, 'message')) as [number];
  const queued: Socket[] = [];
  const dispose = async () => {
    for (const socket of queued) socket.destroy();
    await worker.terminate();
  };
  while (queued.length < 8) {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('error', () => undefined);
    queued.push(socket);
    const isTaken = await Promise.race([once(socket, 'connect').then(() => true), delay(100, false)]);
    if (!isTaken) return { port, [Symbol.asyncDispose]: dispose };
  }
  await dispose();
  throw new Error('the queue of the port does not fill');
}
