/** The balancer as a process of its own, outside every lab. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { pollUntil } from '@temblor/foundation/concurrency/wait';

const module = fileURLToPath(new URL('../../../systems/balancer/services/balancer/main.ts', import.meta.url));

export class BalancerProcess implements AsyncDisposable {
  readonly port: number;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exited: Promise<unknown>;
  readonly #sockets: Socket[] = [];

  private constructor(port: number, child: ChildProcessWithoutNullStreams) {
    this.port = port;
    this.#child = child;
    this.#exited = once(child, 'exit');
  }

  /** Starts it in front of some replicas, and resolves when it is ready. */
  static async start(urls: readonly string[]): Promise<BalancerProcess> {
    const port = await freePort();
    const environment = { PORT: String(port), INSTANCE_ID: 'balancer', IMAGE_URLS: urls.join(',') };
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', module], { env: environment });
    child.stdout.resume();
    child.stderr.pipe(process.stderr);
    const balancer = new BalancerProcess(port, child);
    const ready = await pollUntil(() => balancer.#isReady(), { timeoutMs: 20_000, intervalMs: 20 });
    if (ready === true) return balancer;
    await balancer[Symbol.asyncDispose]();
    throw new Error('the balancer was not ready within 20 s');
  }

  /** Opens a connection and sends bytes as they are; it stays open until its owner or the balancer closes it. */
  async send(bytes: string): Promise<Socket> {
    const socket = connect(this.port, '127.0.0.1');
    this.#sockets.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.resume();
    socket.write(bytes, 'latin1');
    return socket;
  }

  async get(path: string): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`, { signal: AbortSignal.timeout(20_000) });
    await response.arrayBuffer();
    return response.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#child.kill('SIGTERM');
    await this.#exited;
  }

  async #isReady(): Promise<boolean> {
    return (await this.get('/_lb/health').catch(() => 0)) === 200;
  }
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
