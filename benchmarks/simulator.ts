/**
 * How much virtual time the simulator runs in a minute of one core: Raft on five nodes, 60 virtual seconds a seed, every
 * fault, every invariant at every step, and linearizability of what the clients saw. Beside it what one seed takes, and what
 * a trace costs, which only a run that is explained has.
 *
 * Usage: npm run bench:simulator            (about 30 s)
 *        node benchmarks/simulator.ts [rounds] [seeds of a round]
 *
 * Processor time of this thread, so that whatever else runs on the machine counts little. Every round runs the same seeds;
 * one before the first warms up. Not in it: worker threads, which share no data and so cost nothing more.
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { nearestRank } from '@temblor/lab/measure/spread';
import type { PlanOptions } from '@temblor/simulator/outcome/outcome';
import { faultKindNames } from '@temblor/simulator/subjects/fault-kinds';
import { requireSubject } from '@temblor/simulator/subjects/subjects';
import { runBatch } from '@temblor/simulator/workers/seed-batch';
import { threadCpuMs } from '@temblor/simulator/workers/thread-cpu';

const rounds = Number(process.argv[2] ?? 5);
const seeds = Number(process.argv[3] ?? 60);
const raft = requireSubject('raft');
const options: PlanOptions = { nodes: 5, untilUs: 60_000_000, faults: faultKindNames };

/** @returns processor time, in milliseconds. */
function traceAll(): number {
  const startMs = threadCpuMs();
  for (let seed = 1; seed <= seeds; seed += 1) raft.run(raft.plan(seed, options), { trace: true });
  return threadCpuMs() - startMs;
}

/** Median, least and greatest of the rounds. */
function spread(values: readonly number[], digits: number): string {
  const [median, least, greatest] = [50, 0, 100].map((percent) => nearestRank(values, percent)?.toFixed(digits));
  return `${median} (${least} to ${greatest})`;
}

runBatch(raft, options, 1, seeds, threadCpuMs);
const batches = Array.from({ length: rounds }, () => runBatch(raft, options, 1, seeds, threadCpuMs));
const tracedMs = batches.map(traceAll);
const found = batches.find(({ failure }) => failure !== undefined)?.failure;
if (found !== undefined) throw new Error(`seed ${found.seed} fails: ${found.violation.text}`);

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
console.log(`commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`);
console.log(`raft, ${options.nodes} nodes, ${seeds} seeds; median (least to greatest) over ${rounds} rounds\n`);
const perMinute = batches.map(({ simulatedUs, cpuMs }) => simulatedUs / 1000 / cpuMs);
console.log(`simulated minutes per minute of one core   ${spread(perMinute, 0)}     goal ≥ 500`);
console.log(
  `one seed                                   ${spread(
    batches.map(({ cpuMs }) => cpuMs / seeds),
    1,
  )} ms`,
);
console.log(
  `steps of nodes                             ${spread(
    batches.map(({ steps, cpuMs }) => steps / cpuMs),
    0,
  )} in a millisecond`,
);
console.log(
  `the same with a trace                      ${spread(
    tracedMs.map((ms, at) => ms / (batches[at]?.cpuMs ?? Number.NaN)),
    2,
  )} × the time`,
);
