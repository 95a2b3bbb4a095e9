/**
 * What rate the load generator holds, on rising rates against a minimal server in another process, and from where on it
 * says that it does not. The peer is a bare closed loop of undici in the same run: the most that this client can do.
 *
 * Usage: npm run bench:load              (about 18 s)
 *        node benchmarks/load.ts [seconds per rate]
 *
 * Not measured: large bodies, many replicas, a slow workload module.
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { JournalFact } from '@temblor/lab/journal/event';
import { decodeLatencies, summariseLatencies } from '@temblor/lab/measure/recorded-latencies';
import type { Child, Guardian } from '@temblor/runtime/guardian/guardian';
import { openGuardian } from '@temblor/runtime/guardian/open-guardian';
import { startLoad } from '@temblor/runtime/load/start-load';
import { Pool } from 'undici';

const rates = [1000, 2500, 5000, 10_000, 20_000];
const closedLoopConnections = 64;

/** The other process: it answers every request with the same few bytes. */
async function serve(): Promise<void> {
  const answer = Buffer.from(
    'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 15\r\n\r\n{"status":"ok"}',
  );
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('data', () => socket.write(answer));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.(server.address());
  process.on('disconnect', () => process.exit(0));
}

/** CPU time of a process so far, in ms; undefined where there is no /proc. */
async function cpuMs(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields === undefined ? undefined : (Number(fields[11]) + Number(fields[12])) * 10;
}

interface RateResult {
  readonly finished: Extract<JournalFact, { type: 'load-finished' }>;
  readonly windows: readonly Extract<JournalFact, { type: 'load-window' }>[];
  readonly corePercent: number | undefined;
}

async function measureRate(guardian: Guardian, url: string, ratePerSecond: number, ms: number): Promise<RateResult> {
  const facts: JournalFact[] = [];
  let child: Child | undefined;
  const watched: Pick<Guardian, 'spawn' | 'onLines'> = {
    spawn: async (specification) => {
      child = await guardian.spawn(specification);
      return child;
    },
    onLines: (listener) => guardian.onLines(listener),
  };
  const load = await startLoad({
    guardian: watched,
    load: { ratePerSecond, workload: { requests: [{ service: 'web', path: '/' }] } },
    targets: { web: [url] },
    seed: 1,
    clock: monotonicClock,
    onFact: (fact) => facts.push(fact),
  });
  const pid = child?.pid ?? 0;
  const before = await cpuMs(pid);
  await delay(ms);
  const after = await cpuMs(pid);
  await load.stop();
  const finished = facts.find((fact) => fact.type === 'load-finished');
  if (finished === undefined) throw new Error('the load did not finish');
  const corePercent = before === undefined || after === undefined ? undefined : ((after - before) / ms) * 100;
  return { finished, windows: facts.filter((fact) => fact.type === 'load-window'), corePercent };
}

/** Requests per second of a closed loop that does nothing but ask again. */
async function measureClosedLoop(url: string, ms: number): Promise<number> {
  const pool = new Pool(url, { connections: closedLoopConnections });
  const endMs = performance.now() + ms;
  let count = 0;
  const loop = async (): Promise<void> => {
    while (performance.now() < endMs) {
      const { body } = await pool.request({ path: '/', method: 'GET' });
      await body.dump();
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: closedLoopConnections }, loop));
  await pool.destroy();
  return (count * 1000) / ms;
}

function row(cells: readonly string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(12) : cell.padStart(13))).join('');
}

function describe(ratePerSecond: number, result: RateResult): string {
  const latency = summariseLatencies(result.windows.map((window) => decodeLatencies(window.correctedHistogram)));
  const { sent, intended, valid } = result.finished;
  return row([
    `${ratePerSecond}/s`,
    valid ? 'kept' : 'INVALID',
    `${((sent / intended) * 100).toFixed(1)} %`,
    `${latency?.p50Ms.toFixed(2) ?? '-'} ms`,
    `${latency?.p99Ms.toFixed(2) ?? '-'} ms`,
    result.corePercent === undefined ? '-' : `${result.corePercent.toFixed(0)} %`,
  ]);
}

async function measure(secondsPerRate: number): Promise<void> {
  const server = fork(fileURLToPath(import.meta.url), ['--serve']);
  const [address]: { port: number }[] = await once(server, 'message');
  if (address === undefined) throw new Error('the server told no port');
  const url = `http://127.0.0.1:${address.port}`;
  const folder = await mkdtemp(join(tmpdir(), 'temblor-bench-'));
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  console.log(`commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}\n`);
  console.log(row(['open loop', 'schedule', 'sent', 'p50', 'p99', 'of one core']));
  let best = 0;
  {
    await using guardian = await openGuardian({ folder });
    for (const rate of rates) {
      const result = await measureRate(guardian, url, rate, secondsPerRate * 1000);
      if (result.finished.valid) best = rate;
      console.log(describe(rate, result));
      if (!result.finished.valid) console.log(`  ${result.finished.reason}`);
    }
  }
  const closed = await measureClosedLoop(url, secondsPerRate * 1000);
  server.disconnect();
  await rm(folder, { recursive: true, force: true });
  console.log(`\nclosed loop, ${closedLoopConnections} connections: ${closed.toFixed(0)}/s`);
  console.log(`highest rate kept: ${best}/s   goal ≥ 5000   × closed loop ${(best / closed).toFixed(2)}`);
}

if (process.argv[2] === '--serve') await serve();
else await measure(Number(process.argv[2] ?? 2.5));
