/**
 * How many requests a second pass the balancer, beside @fastify/http-proxy and HAProxy on the same upstream in the same
 * run; and what it holds in memory while ten gigabytes stream through it.
 *
 * Usage: npm run bench:balancer             (both, about 90 s)
 *        npm run bench:balancer rate [rounds]
 *        npm run bench:balancer stream [gigabytes]
 *
 * HAProxy is left out where it is not installed (Debian: apt install haproxy); it runs on one thread, as the others do.
 * Not measured: TLS, large bodies at a high rate, more than one replica.
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { LoopOrder, LoopResult } from './balancer/closed-loop.ts';
import { haproxyVersion, startHaproxy } from './balancer/haproxy-peer.ts';
import type { Peer } from './balancer/processes.ts';
import { startBalancer, startModule } from './balancer/processes.ts';
import { cpuMs } from './dashboard/process-cost.ts';

const upstreamModule = new URL('./balancer/upstream.ts', import.meta.url);
const fastifyModule = new URL('./balancer/fastify-peer.ts', import.meta.url);

const connections = 32;
const roundMs = 2000;
const warmUpMs = 3000;

/** Rates of the rounds, and what a request cost the process in CPU time. */
interface Rates {
  readonly peer: Peer;
  readonly perSecond: number[];
  readonly cpuUs: number[];
}

async function measureRates(rounds: number): Promise<void> {
  const upstream = await startModule('the upstream itself', upstreamModule);
  const url = `http://127.0.0.1:${upstream.port}`;
  const version = haproxyVersion();
  const peers = [
    upstream,
    await startBalancer(upstream.port),
    await startModule('@fastify/http-proxy', fastifyModule, url),
    ...(version === undefined ? [] : [await startHaproxy(upstream.port)]),
  ];
  const client = fork(fileURLToPath(new URL('./balancer/closed-loop.ts', import.meta.url)));
  const run = async ({ port }: Peer, ms: number): Promise<LoopResult> => {
    const order: LoopOrder = { port, connections, ms };
    client.send(order);
    const [result]: LoopResult[] = await once(client, 'message');
    if (result === undefined) throw new Error('the client told nothing');
    return result;
  };
  const all = peers.map((peer): Rates => ({ peer, perSecond: [], cpuUs: [] }));
  for (const peer of peers) await run(peer, warmUpMs);
  for (let round = 0; round < rounds; round += 1) {
    for (const { peer, perSecond, cpuUs } of all) {
      const beforeMs = cpuMs(peer.pid);
      const { answers, ms } = await run(peer, roundMs);
      perSecond.push((answers / ms) * 1000);
      cpuUs.push(((cpuMs(peer.pid) - beforeMs) * 1000) / answers);
    }
  }
  client.disconnect();
  for (const { stop } of peers) stop();
  console.log(
    `${rounds} rounds of ${roundMs / 1000} s, ${connections} connections, GET /whoami; median (least to greatest)`,
  );
  if (version !== undefined) console.log(`HAProxy ${version}, one thread`);
  for (const { peer, perSecond, cpuUs } of all) {
    console.log(`${peer.name.padEnd(22)} ${spread(perSecond, 0)} /s   CPU ${spread(cpuUs, 1)} µs a request`);
  }
  const rates = new Map(all.map(({ peer, perSecond }) => [peer.name, perSecond]));
  const ratio = (to: string) =>
    (rates.get('balancer') ?? []).map((rate, round) => rate / (rates.get(to)?.[round] ?? Number.NaN));
  console.log(`balancer, × @fastify/http-proxy   ${spread(ratio('@fastify/http-proxy'), 2)}   goal ≥ 2.5`);
  if (version !== undefined)
    console.log(`balancer, × HAProxy               ${spread(ratio('HAProxy'), 2)}   goal ≥ 0.4`);
  console.log(`balancer, × the upstream itself   ${spread(ratio('the upstream itself'), 2)}`);
}

async function measureStream(gigabytes: number): Promise<void> {
  const upstream = await startModule('the upstream itself', upstreamModule);
  const balancer = await startBalancer(upstream.port);
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(residentMb(balancer.pid)), 100);
  const startMs = performance.now();
  const received = await download(`http://127.0.0.1:${balancer.port}/bytes?count=${gigabytes * 1e9}`);
  const seconds = (performance.now() - startMs) / 1000;
  clearInterval(timer);
  balancer.stop();
  upstream.stop();
  if (received !== gigabytes * 1e9) throw new Error(`${received} bytes arrived`);
  const quarter = Math.ceil(samples.length / 4);
  const early = at(sorted(samples.slice(quarter, 2 * quarter)), 50);
  const late = at(sorted(samples.slice(-quarter)), 50);
  console.log(
    `${gigabytes} GB through the balancer in ${seconds.toFixed(1)} s, ${((gigabytes * 1000) / seconds).toFixed(0)} MB/s`,
  );
  console.log(
    `its memory: ${early.toFixed(0)} MB in the second quarter, ${late.toFixed(0)} MB in the last, at most ${Math.max(...samples).toFixed(0)} MB`,
  );
}

function download(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      let received = 0;
      response.on('data', (chunk: Buffer) => {
        received += chunk.length;
      });
      response.on('end', () => resolve(received));
      response.on('error', reject);
    }).on('error', reject);
  });
}

/** Memory of a process that is in the machine's, in MB. */
function residentMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

function sorted(values: readonly number[]): number[] {
  return [...values].sort((left, right) => left - right);
}

function at(values: readonly number[], percent: number): number {
  return values[Math.min(values.length - 1, Math.floor((values.length * percent) / 100))] ?? Number.NaN;
}

function spread(values: readonly number[], digits: number): string {
  const [median, least, greatest] = [50, 0, 100].map((percent) => at(sorted(values), percent).toFixed(digits));
  return `${median} (${least} to ${greatest})`;
}

const [what = 'all', amount] = process.argv.slice(2);
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
console.log(`commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`);
if (what !== 'stream') await measureRates(Number((what === 'rate' ? amount : undefined) ?? 5));
if (what !== 'rate') await measureStream(Number((what === 'stream' ? amount : undefined) ?? 10));
