/** Nodes in raft mode in one process, over real sockets and real files, for tests. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { seededRandom } from '@temblor/foundation/randomness/random';
import { createServiceApp } from '@temblor/kit/service/service-app';
import { ClusterSecret } from '../../http/cluster-secret.ts';
import { offerUpgrades } from '../../http/upgrades.ts';
import type { Draft, MessageLog } from '../../message-log.ts';
import type { StoredMessage } from '../../store/message-block.ts';
import type { OpenedRaftLog, RaftLogOptions } from '../open-raft-log.ts';
import { openRaftLog } from '../open-raft-log.ts';

interface ClusterNode extends AsyncDisposable {
  readonly id: number;
  readonly opened: OpenedRaftLog;
  readonly log: MessageLog;
  readonly troubles: readonly string[];
}

/** Up to three nodes; what they keep goes with the cluster. */
export class RaftCluster implements AsyncDisposable {
  readonly #folder: string;
  readonly #ids: readonly number[];
  readonly #options: Partial<RaftLogOptions>;
  readonly #urls = new Map<number, string>();
  readonly #nodes = new Map<number, ClusterNode>();

  private constructor(folder: string, size: number, options: Partial<RaftLogOptions>) {
    this.#folder = folder;
    this.#ids = Array.from({ length: size }, (_, place) => place + 1);
    this.#options = options;
  }

  static async open(size: number, options: Partial<RaftLogOptions> = {}): Promise<RaftCluster> {
    const cluster = new RaftCluster(await mkdtemp(join(tmpdir(), 'temblor-raft-log-')), size, options);
    for (const id of cluster.#ids) await cluster.start(id);
    return cluster;
  }

  dataFolder(id: number): string {
    return join(this.#folder, `node-${id}`);
  }

  url(id: number): string {
    return this.#urls.get(id) ?? '';
  }

  get running(): readonly ClusterNode[] {
    return [...this.#nodes.values()];
  }

  /** Starts a node, for the first time or again. */
  async start(id: number): Promise<ClusterNode> {
    await using resources = new AsyncDisposableStack();
    const troubles: string[] = [];
    const { app } = createServiceApp((error) => troubles.push(String(error)));
    resources.defer(async () => {
      await app.close();
    });
    // It ends before the port does, which waits for every connection.
    const opened = resources.use(await this.#openLog(id, troubles));
    opened.addRoutes(app);
    offerUpgrades(app.server, opened.protocols, new AbortController().signal);
    this.#urls.set(id, await app.listen({ host: '127.0.0.1', port: 0 }));
    const held = resources.move();
    const node = { id, opened, log: opened.log, troubles, [Symbol.asyncDispose]: () => held.disposeAsync() };
    this.#nodes.set(id, node);
    return node;
  }

  #openLog(id: number, troubles: string[]): Promise<OpenedRaftLog> {
    return openRaftLog({
      nodeId: id,
      nodes: this.#ids,
      cluster: 'test',
      secret: new ClusterSecret('known-to-these-nodes'),
      dataFolder: this.dataFolder(id),
      urlOf: (node) => this.#urls.get(node),
      clock: monotonicClock,
      random: seededRandom(id),
      leaderElected: () => {},
      trouble: (text) => troubles.push(text),
      ...this.#options,
    });
  }

  async stop(id: number): Promise<void> {
    const node = this.#nodes.get(id);
    this.#nodes.delete(id);
    await node?.[Symbol.asyncDispose]();
  }

  /** The node that leads, once the running ones agree on it. */
  async leader(): Promise<ClusterNode> {
    return until(() => {
      const leader = this.running.find(({ log }) => log.standing().role === 'leader');
      const agree = this.running.every(({ log }) => log.standing().leader === leader?.id);
      return agree ? leader : undefined;
    });
  }

  /** Appends at the leader, whoever that is, until it is in the log. The keys make repeating it safe. */
  async append(content: string, options: Partial<Draft> = {}) {
    const draft = { idempotencyKey: content, ...options, ...draftOf(content) };
    return until(async () => {
      const outcome = await (await this.leader()).log.append(draft);
      return outcome.kind === 'appended' ? outcome : undefined;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { id } of this.running) await this.stop(id);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A message as a client of node 1 brings it. */
export function draftOf(content: string): Draft {
  return { content, nodeId: 1, physicalTimestamp: 1_700_000_000, lamportTime: 0 };
}

/** Waits for a value, forty seconds at most. */
export async function until<T>(ask: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
  const value = await pollUntil(ask, { timeoutMs: 40_000, intervalMs: 5 });
  if (value === undefined) throw new Error(`it did not come to this: ${ask}`);
  return value;
}

/** Everything that a node shows. */
export async function messagesOf(log: MessageLog): Promise<StoredMessage[]> {
  return (await Array.fromAsync(log.read({ afterId: 0, limit: Number.POSITIVE_INFINITY }))).flat();
}

/** Once every running node holds so many messages: that they are the same ones. */
export async function agreeOn(cluster: RaftCluster, count: number): Promise<readonly StoredMessage[]> {
  await until(() => cluster.running.every(({ log }) => log.count >= count));
  const [first = [], ...others] = await Promise.all(cluster.running.map(({ log }) => messagesOf(log)));
  for (const other of others) {
    if (JSON.stringify(other) !== JSON.stringify(first)) throw new Error('two nodes hold different messages');
  }
  return first;
}
