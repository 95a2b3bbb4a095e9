/** Three nodes of the log, started as a lab starts them but without its links, each with a folder of its own. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import type { ServiceDeclaration } from '@temblor/lab/system/declaration';
import { compileCacheFolder, resolveCommandLine } from '@temblor/runtime/processes/command-line';
import { log } from '@temblor/system-log/system';
import { z } from 'zod';
import { freePort } from '../balancer/processes.ts';

/** How the log's declaration has a service run. */
function runOf(name: string): ServiceDeclaration['run'] {
  const service = log.services[name];
  if (service === undefined) throw new Error(`the log has no service named ${name}`);
  return service.run;
}
const numbers = [1, 2, 3];

const messagesSchema = z.array(z.object({ id: z.number(), content: z.string() }));
type LogMessage = z.infer<typeof messagesSchema>[number];

export class LogCluster implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'temblor-bench-log-'));
  readonly #ports: readonly number[];
  readonly #processes = new Map<number, ChildProcess>();

  private constructor(ports: readonly number[]) {
    this.#ports = ports;
    process.once('exit', () => {
      for (const child of this.#processes.values()) child.kill('SIGKILL');
      this.#removeFolder();
    });
  }

  static async start(): Promise<LogCluster> {
    const cluster = new LogCluster(await Promise.all(numbers.map(() => freePort())));
    for (const node of numbers) cluster.spawn(node);
    await cluster.leader();
    return cluster;
  }

  get urls(): readonly string[] {
    return numbers.map((node) => this.url(node));
  }

  url(node: number): string {
    return `http://127.0.0.1:${this.port(node)}`;
  }

  port(node: number): number {
    const port = this.#ports[node - 1];
    if (port === undefined) throw new Error(`there is no node ${node}`);
    return port;
  }

  pid(node: number): number {
    return this.#processes.get(node)?.pid ?? 0;
  }

  get pids(): readonly number[] {
    return numbers.map((node) => this.pid(node));
  }

  spawn(node: number): void {
    const others = numbers.filter((number) => number !== node).map((number) => this.url(number));
    const env = {
      PATH: process.env.PATH,
      PORT: String(this.port(node)),
      INSTANCE_ID: `node-${node}`,
      INSTANCE_NUMBER: String(node),
      TEMBLOR_SECRET: 'of-this-benchmark-alone',
      NODE_URLS: others.join(','),
      DATA_FOLDER: join(this.#folder, String(node)),
      LOG_LEVEL: 'error',
    };
    const values = { port: this.port(node), instance: env.INSTANCE_ID, number: node, urls: {} };
    const place = { directory: process.cwd(), compileCache: compileCacheFolder(process.env) };
    const { file, args, environment } = resolveCommandLine(runOf('node'), values, place);
    const child = spawn(file, args, { env: { ...env, ...environment }, stdio: ['ignore', 'ignore', 'inherit'] });
    this.#processes.set(node, child);
  }

  /** `kill -9`. Resolves when the process is gone. */
  async kill(node: number): Promise<void> {
    const child = this.#processes.get(node);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Who leads, once somebody does. */
  async leader(): Promise<number> {
    const ask = async (url: string) => Number(await (await fetch(`${url}/leader`)).text());
    const leader = await pollUntil(
      async () => {
        const told = await Promise.all(this.urls.map((url) => ask(url).catch(() => 0)));
        return told.find((node) => node > 0 && told.filter((other) => other === node).length >= 2);
      },
      { timeoutMs: 30_000, intervalMs: 20 },
    );
    if (leader === undefined) throw new Error('no node of the log came to lead within 30 s');
    return leader;
  }

  /** Resolves when a node answers. */
  async listens(node: number): Promise<void> {
    const ask = async () => (await fetch(`${this.url(node)}/leader`).catch(() => undefined)) !== undefined;
    await pollUntil(ask, { timeoutMs: 30_000, intervalMs: 10 });
  }

  /** Whether a node has the message of an id. */
  async holds(node: number, id: number): Promise<boolean> {
    const found = await this.page(node, id - 1, 1).catch(() => []);
    return found.length > 0;
  }

  async page(node: number, after: number, limit: number): Promise<readonly LogMessage[]> {
    const answer = await fetch(`${this.url(node)}/messages?after=${after}&limit=${limit}`);
    if (!answer.ok) throw new Error(`node ${node} answered ${answer.status}`);
    return messagesSchema.parse(await answer.json());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(numbers.map((node) => this.kill(node)));
    this.#removeFolder();
  }

  #removeFolder(): void {
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
