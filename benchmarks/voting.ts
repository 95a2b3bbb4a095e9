/**
 * What the laboratory itself costs with the voting system in it: how long a start takes, how much memory everything
 * needs under load, and how long a replica is away that crashes and is restarted at once.
 *
 * Usage: npm run bench:voting            (about 60 s)
 *        node benchmarks/voting.ts [starts] [crashes]
 *        node benchmarks/voting.ts --cold      the same, and before it a start with an empty cache
 *
 * Memory is the proportional set size (PSS): what processes share is divided among them. It counts this process, the
 * guardian, and everything below them; it is read from /proc, which only Linux has. Not measured: the control API and
 * the command, which a lab that was started by `temblor` has besides.
 */
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { faultSpecification } from '@temblor/lab/faults/fault';
import type { JournalEvent } from '@temblor/lab/journal/event';
import { Journal } from '@temblor/lab/journal/journal';
import { nearestRank } from '@temblor/lab/measure/spread';
import type { RunningSystem } from '@temblor/lab/world/world';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import { voting } from '@temblor/system-voting/system';
import { familyOf } from './process-family.ts';

const loadMs = 5000;
const awaitedMs = 30_000;
const replicas = ['inventory-1', 'inventory-2', 'inventory-3'] as const;

/** A system that is up, and how long it took from nothing. */
interface Started extends AsyncDisposable {
  readonly system: RunningSystem;
  readonly journal: Journal;
  readonly tookMs: number;
}

/** From opening the World until every instance has passed its health check. */
async function start(): Promise<Started> {
  await using opening = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'temblor-bench-'));
  opening.defer(() => rm(folder, { recursive: true, force: true }));
  const journal = new Journal();
  const startMs = performance.now();
  const world = opening.use(await openProcessWorld({ journal, clock: monotonicClock, folder }));
  const system = await world.start(voting, { id: 'voting', ports: 'auto', seed: 1 });
  const tookMs = performance.now() - startMs;
  const resources = opening.move();
  return { system, journal, tookMs, [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose]() };
}

async function measureStart(): Promise<number> {
  await using started = await start();
  return started.tookMs;
}

/** With nothing prepared, as after an installation: what is kept between starts lies below the home folder. */
async function measureColdStart(): Promise<number> {
  const before = { HOME: process.env.HOME, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME };
  const home = await mkdtemp(join(tmpdir(), 'temblor-bench-home-'));
  // PostgreSQL may run under another account, which has to reach the cache.
  await chmod(home, 0o755);
  process.env.HOME = home;
  delete process.env.XDG_CACHE_HOME;
  try {
    return await measureStart();
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await rm(home, { recursive: true, force: true });
  }
}

/** The proportional set size of a process, in KiB; undefined where it may not be read, or has ended. */
async function proportionalSizeKib(pid: number): Promise<number | undefined> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const size = /^Pss: +(\d+) kB$/m.exec(rollup)?.[1];
  return size === undefined ? undefined : Number(size);
}

/** One sentence: the memory of everything while the load runs. */
async function measureMemory(): Promise<string> {
  if (process.platform !== 'linux') return `cannot be read on ${process.platform}: only Linux tells it`;
  const family = await familyOf(process.pid);
  const sizes = await Promise.all(family.map(proportionalSizeKib));
  const known = sizes.filter((size) => size !== undefined);
  const hidden = sizes.length - known.length;
  const sumMib = known.reduce((sum, size) => sum + size, 0) / 1024;
  return `${sumMib.toFixed(0)} MiB in ${known.length} processes${hidden === 0 ? '' : `; ${hidden} could not be read`}`;
}

/** From the crash to the monitor's ON, the hold being 0. */
async function measureReturn({ system, journal }: Started, instance: string): Promise<number> {
  const fromSequence = journal.nextSequence;
  const fault = await system.applyFault(
    faultSpecification.parse({ kind: 'crash', target: { instance }, durationMs: 0 }),
  );
  const evidence = await fault.evidence;
  if (evidence.kind !== 'confirmed') throw new Error(`the crash of ${instance} was not seen: ${evidence.reason}`);
  const next = async (type: 'instance-off' | 'instance-on', from: number): Promise<JournalEvent> => {
    const isIt = (event: JournalEvent): boolean => event.type === type && event.instance === instance;
    const event = await journal.waitFor(isIt, { fromSequence: from, timeoutMs: awaitedMs });
    if (event === undefined) throw new Error(`no ${type} of ${instance} within ${awaitedMs} ms`);
    return event;
  };
  const off = await next('instance-off', fromSequence);
  const on = await next('instance-on', off.sequence);
  return (on.atUs - evidence.effectAtUs) / 1000;
}

function describe(timesMs: readonly number[]): string {
  const at = (percent: number): string => (nearestRank(timesMs, percent) ?? Number.NaN).toFixed(0);
  return `${at(50)} ms (${at(0)} to ${at(100)})`;
}

async function measure(starts: number, crashes: number, cold: boolean): Promise<void> {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  console.log(`commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`);
  console.log(`load average before: ${loadavg()[0]?.toFixed(1)}; median (least to greatest)\n`);
  if (cold) console.log(`start with an empty cache: ${(await measureColdStart()).toFixed(0)} ms`);
  // What this start has to prepare is there for the others.
  await measureStart();
  const startsMs: number[] = [];
  for (let count = 0; count < starts; count += 1) startsMs.push(await measureStart());
  console.log(`start, the cache being filled, ${starts} times: ${describe(startsMs)}`);
  await using started = await start();
  const declared = voting.experiments.faults?.load;
  if (declared === undefined) throw new Error('the voting system has lost its experiment');
  const load = await started.system.startLoad(declared, { seed: 1 });
  await delay(loadMs);
  console.log(`memory after ${loadMs / 1000} s of ${declared.ratePerSecond} requests/s: ${await measureMemory()}`);
  const returnsMs: number[] = [];
  for (let count = 0; count < crashes; count += 1) {
    returnsMs.push(await measureReturn(started, replicas[count % replicas.length] ?? replicas[0]));
  }
  console.log(`from a crash with hold 0 to ON, ${crashes} times under that load: ${describe(returnsMs)}`);
  await load.stop();
}

const { values, positionals } = parseArgs({
  options: { cold: { type: 'boolean', default: false } },
  allowPositionals: true,
});
await measure(Number(positionals[0] ?? 5), Number(positionals[1] ?? 10), values.cold);
