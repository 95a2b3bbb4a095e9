import type { PlanOptions, Subject, Violation } from '../outcome/outcome.ts';

/** Plain data that a worker sends: what some consecutive seeds came to, up to the first that failed. */
export interface SeedBatch {
  readonly first: number;
  /** One digest a seed, in order. */
  readonly digests: readonly string[];
  readonly simulatedUs: number;
  readonly steps: number;
  readonly operations: number;
  readonly coverage: Coverage;
  /** Seeds in which nothing was found wrong and a checker ran out of its bounds. */
  readonly undecided: readonly number[];
  /** Of the last of these seeds; absent where none failed. */
  readonly failure?: SeedFailure;
  /** What the thread spent on it, in milliseconds of a core. */
  readonly cpuMs: number;
}

/** A seed whose run broke a rule. */
export interface SeedFailure {
  readonly seed: number;
  readonly violation: Violation;
}

/** How often something rare happened, and in how many seeds it did. */
export interface CoverageCount {
  readonly count: number;
  readonly seeds: number;
}

/** By counter. */
export type Coverage = Readonly<Record<string, CoverageCount>>;

/**
 * Runs seeds one after the other until one fails.
 *
 * @param cpuMs reads how much processor time this thread has used.
 * @throws Error naming the seed where the simulator itself broke: a defect, not a finding.
 */
export function runBatch<Plan>(
  subject: Subject<Plan>,
  options: PlanOptions,
  first: number,
  count: number,
  cpuMs: () => number,
): SeedBatch {
  const startMs = cpuMs();
  const digests: string[] = [];
  const undecided: number[] = [];
  let [simulatedUs, steps, operations] = [0, 0, 0];
  let coverage: Coverage = {};
  let failure: SeedFailure | undefined;
  for (let seed = first; seed < first + count && failure === undefined; seed += 1) {
    const outcome = runSeed(subject, options, seed);
    digests.push(outcome.digest);
    simulatedUs += outcome.endedUs;
    steps += outcome.steps;
    operations += outcome.history.length;
    coverage = addCoverage(coverage, coverageOf(outcome.coverage));
    if (outcome.verdict === 'undecided') undecided.push(seed);
    if (outcome.violation !== undefined) failure = { seed, violation: outcome.violation };
  }
  const found = failure === undefined ? {} : { failure };
  return { first, digests, simulatedUs, steps, operations, coverage, undecided, ...found, cpuMs: cpuMs() - startMs };
}

function runSeed<Plan>(subject: Subject<Plan>, options: PlanOptions, seed: number) {
  try {
    return subject.run(subject.plan(seed, options), { trace: false });
  } catch (error) {
    throw new Error(`the simulator broke at seed ${seed} of ${subject.name}`, { cause: error });
  }
}

function coverageOf(counters: Readonly<Record<string, number>>): Coverage {
  const reached = Object.entries(counters).filter(([, count]) => count > 0);
  return Object.fromEntries(reached.map(([name, count]) => [name, { count, seeds: 1 }]));
}

/** Both together. */
export function addCoverage(left: Coverage, right: Coverage): Coverage {
  const sum: Record<string, CoverageCount> = { ...left };
  for (const [name, { count, seeds }] of Object.entries(right)) {
    const known = sum[name] ?? { count: 0, seeds: 0 };
    sum[name] = { count: known.count + count, seeds: known.seeds + seeds };
  }
  return sum;
}
