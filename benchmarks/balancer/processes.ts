/** The processes that the benchmark of the balancer compares. */
import type { ChildProcess } from 'node:child_process';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { pollUntil } from '@temblor/foundation/concurrency/wait';

/** Something that listens. */
export interface Peer {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  readonly stop: () => void;
}

/** A module that tells its port. */
export async function startModule(name: string, module: URL, ...parameters: readonly string[]): Promise<Peer> {
  const child = fork(fileURLToPath(module), parameters);
  const [told]: { port: number }[] = await once(child, 'message');
  if (told === undefined) throw new Error(`${name} told no port`);
  return { name, port: told.port, pid: pidOf(child), stop: () => child.disconnect() };
}

/** The balancer as it is, outside of a lab, over one replica. */
export async function startBalancer(upstreamPort: number): Promise<Peer> {
  const port = await freePort();
  const main = fileURLToPath(new URL('../../systems/balancer/services/balancer/main.ts', import.meta.url));
  const environment = {
    ...{ PATH: process.env.PATH, PORT: String(port), INSTANCE_ID: 'balancer', LOG_LEVEL: 'warn' },
    IMAGE_URLS: `http://127.0.0.1:${upstreamPort}`,
  };
  const child = spawn(process.execPath, [main], { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/_lb/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  const stop = () => void child.kill('SIGTERM');
  if (await isUp(child, isReady)) return { name: 'balancer', port, pid: pidOf(child), stop };
  stop();
  throw new Error('the balancer did not start');
}

/** Whether a process comes up within ten seconds, and is not gone before. */
export async function isUp(child: ChildProcess, isReady: () => Promise<boolean>): Promise<boolean> {
  const isGone = () => child.exitCode !== null || child.signalCode !== null;
  await pollUntil(async () => isGone() || (await isReady()), { timeoutMs: 10_000, intervalMs: 20 });
  return !isGone() && (await isReady());
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('a process did not start');
  return pid;
}
