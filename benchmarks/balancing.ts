/**
 * What tells the balancing strategies apart: the response time of simulated queues and the load of the busiest replica, with
 * requests whose cost has a heavy tail; and what a choice costs on this machine, beside a bare `list[i % n]`.
 *
 * Usage: npm run bench:balancing            (about 40 s)
 *        node benchmarks/balancing.ts [seeds]
 *
 * The simulations are the same on every machine: median over the seeds, the least and the greatest in brackets. Not in
 * them: the network, retries, health checks, replicas that serve several requests at once.
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { seededRandom } from '@temblor/foundation/randomness/random';
import { Balancer } from '@temblor/resilience/balancing/balancer';
import type { BalancingOptions } from '@temblor/resilience/balancing/balancing-options';
import { defaultBalancing } from '@temblor/resilience/balancing/balancing-options';
import type { Replica } from '@temblor/resilience/balancing/replica';
import { strategies } from '@temblor/resilience/balancing/strategies/strategies';
import type { Course, Outcomes } from './balancing/simulated-fleet.ts';
import { simulate } from './balancing/simulated-fleet.ts';

const seeds = Number(process.argv[2] ?? 5);
const equal = Array.from({ length: 10 }, () => 1);
/** Without the protections, to see the strategies themselves. */
const bare: BalancingOptions = {
  ...defaultBalancing,
  slowStart: undefined,
  outliers: { consecutiveFailures: Number.POSITIVE_INFINITY, successRate: undefined },
};
const usual = { requests: 50_000, utilisation: 0.7, speeds: equal, options: bare };
const joins = { atMs: 6000, coldFactor: 8, warmAfterMs: 5000 };
const cache = { keys: 20_000, entries: 1500, hitCost: 0.25 };

interface Question {
  readonly title: string;
  readonly course: Course;
  readonly columns: readonly (keyof typeof figures)[];
}

const ms = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));
const percent = (value: number): string => `${(100 * value).toFixed(value < 0.01 ? 2 : 1)} %`;
const figures = {
  'p50 ms': ({ p50Ms }: Outcomes) => [p50Ms, ms] as const,
  'p99 ms': ({ p99Ms }: Outcomes) => [p99Ms, ms] as const,
  'p99 ms while it warms up': ({ joinP99Ms }: Outcomes) => [joinP99Ms, ms] as const,
  'max/mean load': ({ maxOverMean }: Outcomes) => [maxOverMean, (value: number) => value.toFixed(2)] as const,
  failed: ({ failedShare }: Outcomes) => [failedShare, percent] as const,
  'cache hits': ({ hitShare }: Outcomes) => [hitShare, percent] as const,
};

const questions: readonly Question[] = [
  { title: 'ten equal replicas', course: usual, columns: ['p50 ms', 'p99 ms', 'max/mean load'] },
  {
    title: 'one of ten at a third of the speed',
    course: { ...usual, speeds: [1 / 3, ...equal.slice(1)] },
    columns: ['p50 ms', 'p99 ms', 'max/mean load'],
  },
  {
    title: 'the same at 0.2 of what they can do',
    course: { ...usual, utilisation: 0.2, speeds: [1 / 3, ...equal.slice(1)] },
    columns: ['p50 ms', 'p99 ms', 'max/mean load'],
  },
  {
    title: 'machines of speed 4, 2, 1 and 1, with weights to match',
    course: { ...usual, speeds: [4, 2, 1, 1], weights: [4, 2, 1, 1] },
    columns: ['p50 ms', 'p99 ms', 'max/mean load'],
  },
  {
    title: 'eight balancers that each see their own calls only',
    course: { ...usual, balancers: 8 },
    columns: ['p50 ms', 'p99 ms', 'max/mean load'],
  },
  {
    title: 'the tenth joins, 8 × slower at first, without slow start',
    course: { ...usual, joins },
    columns: ['p99 ms while it warms up'],
  },
  {
    title: 'the same with a slow start over 5 s',
    course: { ...usual, joins, options: { ...bare, slowStart: { durationMs: 5000, initialShare: 0.1 } } },
    columns: ['p99 ms while it warms up'],
  },
  {
    title: 'one of ten fails every call at once, without ejection',
    course: { ...usual, failsFast: true },
    columns: ['failed', 'p99 ms'],
  },
  {
    title: 'the same with ejection',
    course: { ...usual, failsFast: true, options: { ...defaultBalancing, slowStart: undefined } },
    columns: ['failed', 'p99 ms'],
  },
  {
    title: 'a cache in each replica, keys by Zipf’s law; a hit costs a quarter',
    course: { ...usual, cache },
    columns: ['cache hits', 'p50 ms', 'p99 ms', 'max/mean load'],
  },
];

function ask({ title, course, columns }: Question): void {
  const rows = Object.entries(strategies).map(([name, make]) => {
    const outcomes = Array.from({ length: seeds }, (_, index) => simulate(course, make, 1000 + index));
    return [name, ...columns.map((column) => spread(outcomes.map((outcome) => figures[column](outcome))))];
  });
  printTable(`${title}`, ['strategy', ...columns], rows);
}

function spread(values: readonly (readonly [number, (value: number) => string])[]): string {
  const sorted = values.toSorted(([one], [other]) => one - other);
  const [least, middle, most] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)].map((each) =>
    each === undefined ? '' : each[1](each[0]),
  );
  return `${middle} (${least}–${most})`;
}

function printTable(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  console.log(`\n${title}\n  ${line(head)}`);
  for (const row of rows) console.log(`  ${line(row)}`);
}

/** ns for each of many runs: the median of rounds. */
function timed(run: (index: number) => void): number {
  const runs = 200_000;
  const rounds = Array.from({ length: 9 }, () => {
    const before = process.hrtime.bigint();
    for (let index = 0; index < runs; index += 1) run(index);
    return Number(process.hrtime.bigint() - before) / runs;
  });
  return rounds.toSorted((one, other) => one - other)[4] ?? Number.NaN;
}

function timeChoices(): void {
  const keys = Array.from({ length: 1024 }, (_, index) => `/images/${index}`);
  const equally = Object.entries(strategies).map(([name, make]) => ({ name, make, weightOf: () => 1 }));
  const unequally = {
    name: 'least-connections, weights 1 to 3',
    make: strategies['least-connections'],
    weightOf: (index: number) => 1 + (index % 3),
  };
  const rows = [...equally, unequally].map(({ name, make, weightOf }) => {
    const cells = [3, 10, 1000].map((count) => {
      const replicas = Array.from({ length: count }, (_, index) => ({
        id: `replica-${index}`,
        weight: weightOf(index),
      }));
      let chosen: string | undefined;
      const bareNs = timed((index) => {
        chosen = replicas[index % count]?.id;
      });
      const parts = {
        strategy: make(seededRandom(1)),
        options: defaultBalancing,
        replicas,
        nowMs: 0,
        observe: undefined,
      };
      const balancer = new Balancer(parts);
      const flying = Array.from({ length: 64 }, () => begin(balancer, undefined));
      const chooseNs = timed((index) => {
        chosen = balancer.choose(1, keys[index & 1023])?.id;
      });
      const callNs = timed((index) => {
        const ended = flying[index & 63];
        flying[index & 63] = begin(balancer, keys[index & 1023]);
        if (ended !== undefined) balancer.finished(ended, 'success', 1, 1);
      });
      if (chosen === undefined) throw new Error('nothing was chosen');
      return `${chooseNs.toFixed(0)} (${(chooseNs / bareNs).toFixed(0)} ×), ${callNs.toFixed(0)}`;
    });
    return [name, ...cells];
  });
  const head = ['strategy', '3 replicas', '10 replicas', '1000 replicas'];
  printTable('choose in ns (× a bare list[i % n]), then choose + started + finished in ns', head, rows);
}

function begin(balancer: Balancer, key: string | undefined): Replica {
  const replica = balancer.choose(1, key);
  if (replica === undefined) throw new Error('nobody to choose');
  balancer.started(replica);
  return replica;
}

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
console.log(`commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`);
console.log(`${seeds} seeds of ${usual.requests} requests, at ${usual.utilisation} of what the replicas can do`);
for (const question of questions) ask(question);
timeChoices();
