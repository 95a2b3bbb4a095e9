/** The suite on the host: a process for each node, TCP between them, a log on the disk, and `kill -9`. */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sleep } from '@temblor/foundation/concurrency/wait';
import type { Address } from '@temblor/host/transport/tcp-dial';
import { segmentHeaderBytes } from '@temblor/host/write-ahead-log/segment-header';
import type { NodeId, ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { Report, Request } from './fixtures/node-program.ts';
import type { Cluster, Scenario, Step, Told } from './scenario.ts';
import { nodes } from './scenario.ts';

const program = fileURLToPath(new URL('fixtures/node-program.ts', import.meta.url));

/** Three processes, which scenarios use one after the other: only a crash costs the start of another. */
export class ProcessGround implements AsyncDisposable {
  readonly #processes = new Map<NodeId, ChildProcess>();

  /** Runs a scenario, on folders of its own. */
  async run<T extends ProtocolTypes>(protocol: string, scenario: Scenario<T>): Promise<void> {
    const directory = await mkdtemp(join(tmpdir(), 'temblor-conformance-'));
    await using cleanup = new AsyncDisposableStack();
    cleanup.defer(() => rm(directory, { recursive: true, force: true }));
    const cluster = cleanup.use(new ProcessCluster<T>(this, protocol, directory));
    await Promise.all(nodes.map((node) => cluster.start(node)));
    for (const step of scenario.run(cluster)) {
      if (step.kind === 'wait') await sleep(step.durationUs / 1000);
      else await cluster.restart(step);
      cluster.examine();
    }
  }

  processOf(node: NodeId): ChildProcess {
    const process = this.#processes.get(node) ?? fork(program);
    this.#processes.set(node, process);
    return process;
  }

  async kill(node: NodeId): Promise<void> {
    const process = this.#processes.get(node);
    this.#processes.delete(node);
    if (process === undefined || process.exitCode !== null || process.signalCode !== null) return;
    const exited = once(process, 'exit');
    process.kill('SIGKILL');
    await exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(nodes.map((node) => this.kill(node)));
  }
}

class ProcessCluster<T extends ProtocolTypes> implements Cluster<T>, Disposable {
  readonly told: Told<T>[] = [];
  readonly #ground: ProcessGround;
  readonly #protocol: string;
  readonly #directory: string;
  readonly #addresses = new Map<NodeId, Address>();
  readonly #lives = new Map<NodeId, number>();
  readonly #troubles: string[] = [];
  #expectsDamage = false;
  readonly #listeners = new DisposableStack();

  constructor(ground: ProcessGround, protocol: string, directory: string) {
    this.#ground = ground;
    this.#protocol = protocol;
    this.#directory = directory;
  }

  command(node: NodeId, command: T['command']): void {
    this.#ask(node, { kind: 'command', command });
  }

  async start(node: NodeId): Promise<void> {
    const life = (this.#lives.get(node) ?? 0) + 1;
    this.#lives.set(node, life);
    const process = this.#ground.processOf(node);
    const listening = Promise.withResolvers<void>();
    const take = (report: Report<T['output']>) => {
      if (report.kind === 'output') this.told.push({ node, life, output: report.output });
      else if (report.kind === 'trouble') this.#complain(`node ${node}: ${report.text}`);
      else {
        this.#addresses.set(node, report.address);
        listening.resolve();
      }
    };
    const exited = () => listening.reject(new Error(`the process of node ${node} has ended`));
    process.on('message', take).on('exit', exited);
    this.#listeners.defer(() => process.off('message', take).off('exit', exited));
    const directory = join(this.#directory, String(node));
    this.#ask(node, { kind: 'begin', protocol: this.#protocol, node, directory });
    await listening.promise;
    for (const other of nodes) this.#ask(other, { kind: 'addresses', addresses: [...this.#addresses] });
  }

  async restart({ node, downUs, damage }: Extract<Step, { kind: 'restart' }>): Promise<void> {
    await this.#ground.kill(node);
    await sleep(downUs / 1000);
    if (damage) await this.#flipBit(join(this.#directory, String(node)));
    await this.start(node);
  }

  /** In the middle of what is written of the last segment; what is found to be wrong is then no reason to complain. */
  async #flipBit(directory: string): Promise<void> {
    this.#expectsDamage = true;
    const name =
      (await readdir(directory))
        .filter((file) => file.endsWith('.wal'))
        .sort()
        .at(-1) ?? '';
    const bytes = await readFile(join(directory, name));
    const written = bytes.findLastIndex((byte) => byte !== 0);
    const at = Math.floor((written + segmentHeaderBytes) / 2);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    await writeFile(join(directory, name), bytes);
  }

  /** @throws what a node's program complained of. */
  examine(): void {
    if (this.#troubles.length > 0) throw new Error(this.#troubles.join('; '));
  }

  #complain(text: string): void {
    if (!this.#expectsDamage || !text.includes('has a record that is damaged')) this.#troubles.push(text);
  }

  #ask(node: NodeId, request: Request<T['command']>): void {
    const process = this.#ground.processOf(node);
    if (process.connected) process.send(request);
  }

  [Symbol.dispose](): void {
    this.#listeners.dispose();
  }
}
