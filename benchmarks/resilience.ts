/**
 * What a call through the resilience policies costs, beside cockatiel and opossum in the same run: processor time of the
 * thread, and bytes allocated, over a bare call of the same async function.
 *
 * Usage: npm run bench:resilience            (about 15 s)
 *        node benchmarks/resilience.ts [rounds]
 *
 * Every row is measured in every round, one after the other; the figure is the median of the rounds, with the least and
 * the greatest. Processor time leaves out what else the machine does, and what other threads collect of the garbage.
 * Where two libraries do not do the same, the row says what each does. opossum has no retry: its pipeline is a
 * breaker with a time-out and a capacity. Not measured: calls that wait (a retry's delay, a full bulkhead's queue).
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { Policy, Surroundings } from '@temblor/resilience/resilience';
import {
  bulkhead,
  circuitBreaker,
  consecutive,
  fixedDelay,
  hedge,
  pipeline,
  RetryBudget,
  rate,
  rateLimit,
  retry,
  systemTime,
  timeout,
} from '@temblor/resilience/resilience';
import * as cockatiel from 'cockatiel';
import Opossum from 'opossum';

/** The system counts processor time in steps of up to 4 ms: a batch must last many of them. */
const batchNs = 60_000_000;
const warmUpCalls = 60_000;

type Library = 'bare' | 'temblor' | 'cockatiel' | 'opossum';

interface Contender {
  readonly question: string;
  readonly library: Library;
  readonly call: () => Promise<unknown>;
}

interface Figures {
  readonly ns: readonly number[];
  readonly bytes: readonly number[];
}

const surroundings: Surroundings = { time: systemTime, random: seededRandom(1), observe: undefined };
const failure = new Error('down');
const succeed = async (): Promise<number> => 1;
const fail = (): Promise<never> => Promise.reject(failure);

const name = 'stock';
const budget = new RetryBudget({ ratio: 0.1, minPerSecond: 1, burst: 10 });
const ourBreaker = () => circuitBreaker({ name, trip: consecutive(5), openMs: 600_000 }, surroundings);
const ourRate = () => {
  const trip = rate({ windowMs: 10_000, buckets: 10, minimumVolume: 20, failureRatio: 0.5 });
  return circuitBreaker({ name, trip, openMs: 600_000 }, surroundings);
};
const ourRetry = () => {
  const backoff = { kind: 'full-jitter', baseMs: 50, maxMs: 1000 } as const;
  return retry({ name, maxAttempts: 3, backoff, retryable: () => true, budget }, surroundings);
};
const ourTimeout = () => timeout({ name, afterMs: 500 }, surroundings);
const ourBulkhead = () => bulkhead({ name, limit: 100, queueLimit: 100 }, surroundings);

const theirBreaker = (breaker: cockatiel.IBreaker = new cockatiel.ConsecutiveBreaker(5)) =>
  cockatiel.circuitBreaker(cockatiel.handleAll, { halfOpenAfter: 600_000, breaker });
const theirRetry = () =>
  cockatiel.retry(cockatiel.handleAll, { maxAttempts: 2, backoff: new cockatiel.ExponentialBackoff() });
const theirTimeout = () => cockatiel.timeout(500, cockatiel.TimeoutStrategy.Aggressive);
const theirSampling = () => new cockatiel.SamplingBreaker({ threshold: 0.5, duration: 10_000, minimumRps: 2 });

const ignore = () => undefined;
/** What `fetch` does: listens while it runs. */
const listen = async (signal: AbortSignal): Promise<number> => {
  signal.addEventListener('abort', ignore, { once: true });
  signal.removeEventListener('abort', ignore);
  return 1;
};

function ours(question: string, ...policies: readonly Policy<unknown>[]): Contender {
  const composed = pipeline(...policies);
  return { question, library: 'temblor', call: () => composed.execute(succeed) };
}

function theirs(question: string, policy: cockatiel.IPolicy): Contender {
  return { question, library: 'cockatiel', call: () => policy.execute(succeed) };
}

function opossums(question: string, options: Opossum.Options): Contender {
  const breaker = new Opossum(succeed, options);
  return { question, library: 'opossum', call: () => breaker.fire() };
}

/** Rejections by breakers that were opened by failures. */
async function openBreakers(): Promise<Contender[]> {
  const question = 'rejection, open breaker';
  const own = pipeline(ourBreaker());
  const their = theirBreaker();
  const opossum = new Opossum(fail, { timeout: false, resetTimeout: 600_000, volumeThreshold: 1 });
  for (let call = 0; call < 6; call += 1) {
    await Promise.allSettled([own.execute(fail), their.execute(fail), opossum.fire()]);
  }
  const caught = (call: () => Promise<unknown>) => () => call().catch(nothing);
  return [
    { question, library: 'bare', call: caught(fail) },
    { question, library: 'temblor', call: caught(() => own.execute(succeed)) },
    { question, library: 'cockatiel', call: caught(() => their.execute(succeed)) },
    { question, library: 'opossum', call: caught(() => opossum.fire()) },
  ];
}

function nothing(): undefined {
  return undefined;
}

async function contenders(): Promise<Contender[]> {
  const { signal } = new AbortController();
  const four = [ourRetry(), ourBreaker(), ourTimeout(), ourBulkhead()] as const;
  const withSignal = pipeline(...four);
  const theirFour = cockatiel.wrap(theirRetry(), theirBreaker(), theirTimeout(), cockatiel.bulkhead(100, 100));
  const pipelineOfFour = 'pipeline of four';
  const listening = 'operation listens';
  const both = 'listens, with a signal';
  const heed = (scope: { readonly signal: AbortSignal }) => listen(scope.signal);
  return [
    { question: 'bare call', library: 'bare', call: succeed },
    ours(pipelineOfFour, ...four),
    theirs(pipelineOfFour, theirFour),
    opossums(pipelineOfFour, { timeout: 500, capacity: 100 }),
    { question: 'with a signal', library: 'temblor', call: () => withSignal.execute(succeed, { signal }) },
    { question: 'with a signal', library: 'cockatiel', call: () => theirFour.execute(succeed, signal) },
    { question: listening, library: 'temblor', call: () => withSignal.execute(heed) },
    { question: listening, library: 'cockatiel', call: () => theirFour.execute(heed) },
    { question: both, library: 'temblor', call: () => withSignal.execute(heed, { signal }) },
    { question: both, library: 'cockatiel', call: () => theirFour.execute(heed, signal) },
    ours('breaker, in a row', ourBreaker()),
    theirs('breaker, in a row', theirBreaker()),
    ours('breaker, share', ourRate()),
    theirs('breaker, share', theirBreaker(theirSampling())),
    opossums('breaker, share', { timeout: false }),
    ours('retry, not needed', ourRetry()),
    theirs('retry, not needed', theirRetry()),
    ours('time-out, not needed', ourTimeout()),
    theirs('time-out, not needed', theirTimeout()),
    ours('bulkhead, free', ourBulkhead()),
    theirs('bulkhead, free', cockatiel.bulkhead(100, 100)),
    ours('rate limit, free', rateLimit({ name, ratePerSecond: 1e9, burst: 1e6 }, surroundings)),
    ours('hedge, not needed', hedge({ name, safeToRepeat: true, delay: fixedDelay(500), budget }, surroundings)),
    ...(await openBreakers()),
  ];
}

async function repeat(call: () => Promise<unknown>, calls: number): Promise<void> {
  for (let done = 0; done < calls; done += 1) await call();
}

interface Batch {
  readonly ns: number;
  readonly bytes: number;
}

async function batch({ call }: Contender, calls: number): Promise<Batch> {
  const allocatedBytes = getHeapStatistics().total_allocated_bytes;
  const before = process.threadCpuUsage();
  await repeat(call, calls);
  const { user, system } = process.threadCpuUsage(before);
  const bytes = (getHeapStatistics().total_allocated_bytes - allocatedBytes) / calls;
  return { ns: ((user + system) * 1000) / calls, bytes };
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function line(contender: Contender, { ns, bytes }: Figures, bare: Figures, own: Figures | undefined): string {
  const over = ns.map((value, round) => value - (bare.ns[round] ?? Number.NaN));
  const spread = `${Math.min(...over).toFixed(0)} to ${Math.max(...over).toFixed(0)}`;
  const ownOver = own?.ns.map((value, round) => value - (bare.ns[round] ?? Number.NaN));
  const ratio = ownOver === undefined ? '' : `${(median(over) / median(ownOver)).toFixed(1)} ×`;
  const allocated = (median(bytes) - median(bare.bytes)).toFixed(0);
  const columns = [contender.question.padEnd(24), contender.library.padEnd(10), median(over).toFixed(0).padStart(7)];
  return [...columns, `(${spread})`.padEnd(18), ratio.padStart(8), allocated.padStart(7)].join(' ');
}

async function measure(rounds: number): Promise<void> {
  const all = await contenders();
  for (const { call } of all) await repeat(call, warmUpCalls);
  const calls = new Map<Contender, number>();
  for (const contender of all) {
    const { ns } = await batch(contender, warmUpCalls);
    calls.set(contender, Math.round(batchNs / Math.max(ns, 50)));
  }
  const figures = new Map(all.map((contender) => [contender, { ns: [] as number[], bytes: [] as number[] }]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [contender, found] of figures) {
      const { ns, bytes } = await batch(contender, calls.get(contender) ?? warmUpCalls);
      found.ns.push(ns);
      found.bytes.push(bytes);
    }
  }
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  console.log(`commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`);
  console.log(`${rounds} rounds; over a bare call, the median of the rounds (least to greatest)\n`);
  console.log(`${' '.repeat(37)}ns a call            × temblor   bytes`);
  const find = (question: string, library: Library) =>
    [...figures].find(([contender]) => contender.question === question && contender.library === library)?.[1];
  for (const [contender, found] of figures) {
    const bare = find(contender.question, 'bare') ?? find('bare call', 'bare');
    if (bare === undefined || contender.library === 'bare') continue;
    const own = contender.library === 'temblor' ? undefined : find(contender.question, 'temblor');
    console.log(line(contender, found, bare, own));
  }
  console.log('\ngoals: pipeline of four ≤ 1,500 ns and cockatiel ≥ 8 ×; breaker ≤ 250 ns; rejection ≤ 300 ns');
}

await measure(Number(process.argv[2] ?? 9));
// Breakers and samplers of the peers keep timers.
process.exit(0);
