/** The leader killed with `kill -9` under load, again and again, and all nodes at once; then every message is counted. */
import { createHash } from 'node:crypto';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import type { LogClient } from '@temblor/system-log/client/log-client';
import { openLogClient } from '@temblor/system-log/client/log-client';
import { percentile, spread } from './latencies.ts';
import { LogCluster } from './log-cluster.ts';

const nodes = [1, 2, 3];
/** Messages that are under way all the time. */
const underWay = 64;
const pageLength = 10_000;
/** Messages, one after the other beside those that are under way, between two kills. */
const between = 200;

/** Writers that go on until they are stopped; each message has a key and a content of its own. */
class Load implements AsyncDisposable {
  readonly #client: LogClient;
  readonly #writers: Promise<void>[];
  /** By id. */
  readonly acknowledged = new Map<number, number>();
  readonly unsettled: string[] = [];
  #next = 1;
  #isStopped = false;

  constructor(urls: readonly string[]) {
    this.#client = openLogClient({ nodes: urls, timeoutMs: 30_000 });
    this.#writers = Array.from({ length: underWay }, () => this.#write());
  }

  async #write(): Promise<void> {
    while (!this.#isStopped) await this.append();
  }

  /** Resolves with the id, or with undefined where the message was not acknowledged. */
  async append(): Promise<number | undefined> {
    const number = this.#next;
    this.#next += 1;
    const outcome = await this.#client.append(contentOf(number), { key: `message-${number}` });
    if (outcome.kind !== 'appended') {
      this.unsettled.push(outcome.reason);
      return undefined;
    }
    this.acknowledged.set(outcome.id, number);
    return outcome.id;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#writers);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    await this.#client[Symbol.asyncDispose]();
  }
}

function contentOf(number: number): string {
  return String(number).padStart(256, '.');
}

/** Prints how long no message was accepted after the leader was killed, and how long that was away. */
export async function measureFailover(trials: number): Promise<void> {
  await using cluster = await LogCluster.start();
  await using load = new Load(cluster.urls);
  const nextAcceptedMs: number[] = [];
  const returns: { readonly messages: number; readonly listeningMs: number; readonly caughtUpMs: number }[] = [];
  await load.append();
  for (let trial = 0; trial < trials; trial += 1) {
    for (let message = 0; message < between; message += 1) await load.append();
    const leader = await cluster.leader();
    const killedMs = performance.now();
    void cluster.kill(leader);
    const id = await load.append();
    nextAcceptedMs.push(performance.now() - killedMs);
    returns.push({ messages: id ?? 0, ...(await bringBack(cluster, leader, id ?? 0)) });
  }
  await load.stop();
  console.log(`leader killed ${trials} times under load, ${underWay} messages under way through the client library`);
  printTimes('to the next accepted message', nextAcceptedMs, 'goal p99 ≤ 500');
  // It reads the whole log when it starts.
  for (const [name, some] of Map.groupBy(returns, lengthOfLog)) {
    console.log(`old leader, from its start, with a log of ${name} messages, ${some.length} times:`);
    printTimes(
      '  to an answer',
      some.map(({ listeningMs }) => listeningMs),
      '',
    );
    printTimes(
      '  to caught up',
      some.map(({ caughtUpMs }) => caughtUpMs),
      'goal ≤ 1000',
    );
  }
  await countMessages(cluster, load);
}

function lengthOfLog({ messages }: { readonly messages: number }): string {
  if (messages <= 250_000) return 'up to 250,000';
  return messages <= 1_000_000 ? 'up to a million' : 'more than a million';
}

/** Starts a node again. @returns ms until it answers, and until it has a message that was acknowledged before. */
async function bringBack(cluster: LogCluster, node: number, id: number) {
  await cluster.kill(node);
  const startedMs = performance.now();
  cluster.spawn(node);
  await cluster.listens(node);
  const listeningMs = performance.now() - startedMs;
  await pollUntil(() => cluster.holds(node, id), { timeoutMs: 30_000, intervalMs: 10 });
  return { listeningMs, caughtUpMs: performance.now() - startedMs };
}

/** Prints how long it takes until a message is accepted after all nodes were killed and started again at once. */
export async function measureAllDown(trials: number): Promise<void> {
  await using cluster = await LogCluster.start();
  await using load = new Load(cluster.urls);
  const nextAcceptedMs: number[] = [];
  await load.append();
  for (let trial = 0; trial < trials; trial += 1) {
    for (let message = 0; message < between; message += 1) await load.append();
    await Promise.all(nodes.map((node) => cluster.kill(node)));
    const startedMs = performance.now();
    for (const node of nodes) cluster.spawn(node);
    await load.append();
    nextAcceptedMs.push(performance.now() - startedMs);
  }
  await load.stop();
  console.log(`all three nodes killed at once ${trials} times under load, and started again`);
  printTimes('from their start to the next accepted message', nextAcceptedMs, '');
  await countMessages(cluster, load);
}

function printTimes(what: string, valuesMs: readonly number[], goal: string): void {
  const p99 = percentile(valuesMs, 99).toFixed(0);
  console.log(`${what.padEnd(46)} ${spread(valuesMs)} ms, p99 ${p99}   ${goal}`);
}

/** Reads the log of every node, and compares it with what was acknowledged. */
async function countMessages(cluster: LogCluster, { acknowledged, unsettled }: Load): Promise<void> {
  const newest = [...acknowledged.keys()].reduce((latest, id) => Math.max(latest, id), 1);
  const digests: string[] = [];
  for (const node of nodes) {
    await pollUntil(() => cluster.holds(node, newest), { timeoutMs: 30_000, intervalMs: 20 });
    const { count, lost, doubled, digest } = await readLog(cluster, node, acknowledged);
    digests.push(digest);
    console.log(
      `node ${node}: ${count} messages, ${acknowledged.size} acknowledged; lost ${lost}, doubled ${doubled}   goal 0, 0`,
    );
  }
  const agreement = digests.every((digest) => digest === digests[0]) ? 'the same' : 'DIFFERENT';
  console.log(`the logs of the three nodes are ${agreement}; ${unsettled.length} messages had no known outcome`);
}

async function readLog(cluster: LogCluster, node: number, acknowledged: ReadonlyMap<number, number>) {
  const hash = createHash('sha256');
  const seen = new Set<number>();
  let [count, doubled, held] = [0, 0, 0];
  for (;;) {
    const page = await cluster.page(node, count, pageLength);
    for (const { id, content } of page) {
      const number = Number(content.replaceAll('.', ''));
      count += 1;
      if (id !== count) throw new Error(`node ${node} has message ${id} at place ${count}`);
      if (seen.has(number)) doubled += 1;
      if (acknowledged.get(id) === number) held += 1;
      seen.add(number);
      hash.update(`${id} ${content}\n`);
    }
    if (page.length < pageLength) break;
  }
  return { count, doubled, lost: acknowledged.size - held, digest: hash.digest('hex') };
}
