/** How many messages a second the log, etcd and NATS take, and how long each waits. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cpuMs } from '../dashboard/process-cost.ts';
import type { HttpOrder } from './closed-loop.ts';
import { etcdVersion, startEtcd } from './etcd-peer.ts';
import type { LoopResult } from './latencies.ts';
import { spread } from './latencies.ts';
import { LogCluster } from './log-cluster.ts';
import type { NatsOrder } from './nats-loop.ts';
import { natsVersion, startNats } from './nats-peer.ts';
import type { PipelinedOrder } from './pipelined-loop.ts';

const roundMs = 3_000;
const warmUpMs = 3_000;
const httpConnections = 64;
const pipelined = 4_096;

/** A client, in a process of its own. */
export class LoopProcess<Order extends object> implements Disposable {
  readonly #child;

  constructor(module: URL) {
    this.#child = fork(fileURLToPath(module));
  }

  async run(order: Order): Promise<LoopResult> {
    const ended = new AbortController();
    const gone = once(this.#child, 'exit', { signal: ended.signal }).then(() => {
      throw new Error('a client ended: what it said stands above');
    });
    this.#child.send(order);
    try {
      const [result]: LoopResult[] = await Promise.race([once(this.#child, 'message'), gone]);
      if (result === undefined) throw new Error('a client told nothing');
      return result;
    } finally {
      ended.abort();
      gone.catch(() => {});
    }
  }

  [Symbol.dispose](): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}

interface Contestant {
  readonly name: string;
  /** Of the three processes of its cluster. */
  readonly pids: readonly number[];
  readonly run: (ms: number) => Promise<LoopResult>;
  readonly results: LoopResult[];
  /** CPU time of all three for each message, of each round. */
  readonly cpuUs: number[];
}

/** Prints rates and latencies, round by round in turn, so that what else the machine does meets all alike. */
export async function measureRates(rounds: number): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const contestants = await openContestants(opened);
  for (const { run } of contestants) await run(warmUpMs);
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of contestants) await measure(contestant);
  }
  console.log(
    `${rounds} rounds of ${roundMs / 1000} s, messages of 256 bytes; CPU: of all three processes, a message; median (least to greatest) over the rounds`,
  );
  for (const { name, results, cpuUs } of contestants) {
    const rate = spread(results.map(({ perSecond }) => perSecond));
    const p50 = spread(
      results.map(({ p50Ms }) => p50Ms),
      2,
    );
    const p99 = spread(
      results.map(({ p99Ms }) => p99Ms),
      1,
    );
    const failures = results.reduce((sum, result) => sum + result.failures, 0);
    const note = failures === 0 ? '' : `   ${failures} not acknowledged`;
    console.log(`${name.padEnd(26)} ${rate} /s   p50 ${p50} ms   p99 ${p99} ms   CPU ${spread(cpuUs)} µs${note}`);
  }
  printRatio(contestants, 'log, HTTP, 64 at once', 'etcd, HTTP, 64 at once', 'goal ≥ 4');
  printRatio(contestants, 'log, stream, 64 at once', 'NATS, 64 at once', '');
  printRatio(contestants, 'log, stream, 4096 at once', 'NATS, 4096 at once', '');
  console.log('goals: HTTP ≥ 8,000/s with p99 ≤ 25 ms; 4096 at once ≥ 30,000/s; one at a time p50 ≤ 3 ms');
}

async function measure({ pids, run, results, cpuUs }: Contestant): Promise<void> {
  const usedMs = () => pids.reduce((sum, pid) => sum + cpuMs(pid), 0);
  const [beforeMs, startMs] = [usedMs(), performance.now()];
  const result = await run(roundMs);
  results.push(result);
  const messages = (result.perSecond * (performance.now() - startMs)) / 1000;
  cpuUs.push(((usedMs() - beforeMs) * 1000) / messages);
}

async function openContestants(opened: AsyncDisposableStack): Promise<readonly Contestant[]> {
  const http = opened.use(new LoopProcess<HttpOrder>(new URL('./closed-loop.ts', import.meta.url)));
  const streams = opened.use(new LoopProcess<PipelinedOrder>(new URL('./pipelined-loop.ts', import.meta.url)));
  const cluster = opened.use(await LogCluster.start());
  const { urls: nodes } = cluster;
  const byHttp = (connections: number) => async (ms: number) =>
    http.run({ kind: 'log', port: cluster.port(await cluster.leader()), connections, ms });
  const byStream = (underWay: number) => (ms: number) =>
    streams.run({ nodes, underWay, ms, messages: Number.MAX_SAFE_INTEGER });
  const contestants: Contestant[] = [];
  const enter = (name: string, { pids }: { readonly pids: readonly number[] }, run: Contestant['run']) =>
    contestants.push({ name, pids, run, results: [], cpuUs: [] });
  const etcd = etcdVersion() === undefined ? undefined : opened.use(await startEtcd());
  const nats = natsVersion() === undefined ? undefined : opened.use(await startNats());
  const enterEtcd = (name: string, connections: number) => {
    if (etcd === undefined) return;
    enter(`etcd, ${name}`, etcd, (ms) => http.run({ kind: 'etcd', port: etcd.leaderPort, connections, ms }));
  };
  const natsLoop = opened.use(new LoopProcess<NatsOrder>(new URL('./nats-loop.ts', import.meta.url)));
  const enterNats = (name: string, underWay: number) => {
    if (nats !== undefined) enter(`NATS, ${name}`, nats, (ms) => natsLoop.run({ port: nats.leaderPort, underWay, ms }));
  };
  // Those that are held against each other take turns one after the other.
  enter(`log, HTTP, ${httpConnections} at once`, cluster, byHttp(httpConnections));
  enterEtcd(`HTTP, ${httpConnections} at once`, httpConnections);
  for (const underWay of [httpConnections, pipelined]) {
    enter(`log, stream, ${underWay} at once`, cluster, byStream(underWay));
    enterNats(`${underWay} at once`, underWay);
  }
  enter('log, HTTP, one at a time', cluster, byHttp(1));
  enterEtcd('HTTP, one at a time', 1);
  enter('log, stream, one at a time', cluster, byStream(1));
  enterNats('one at a time', 1);
  console.log(
    etcd === undefined
      ? 'etcd is not installed (Debian: apt install etcd-server)'
      : `etcd ${etcdVersion()}: its JSON gateway; each write is synced to a majority's disks, as the log's`,
  );
  console.log(
    nats === undefined
      ? 'NATS is not installed (Debian: apt install nats-server)'
      : `NATS ${natsVersion()}: a majority has the message in its memory; disks are synced every two minutes`,
  );
  return contestants;
}

function printRatio(contestants: readonly Contestant[], name: string, peer: string, goal: string): void {
  const resultsOf = (wanted: string) => contestants.find((contestant) => contestant.name === wanted)?.results ?? [];
  const peers = resultsOf(peer);
  if (peers.length === 0) return;
  const ratios = resultsOf(name).map(({ perSecond }, round) => perSecond / (peers[round]?.perSecond ?? Number.NaN));
  console.log(`${name}, × ${peer}   ${spread(ratios, 1)}   ${goal}`);
}
