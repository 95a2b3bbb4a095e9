/** What many seeds came to: the verdict, in words, and as a document for programs. */
import { createHash } from 'node:crypto';
import { formatMoment } from '@temblor/lab/report/space-time-words';
import type { PlanOptions, Subject } from '@temblor/simulator/outcome/outcome';
import type { SeedsTally } from '@temblor/simulator/workers/run-seeds';
import { formatDuration } from '../input/duration.ts';
import type { Paint } from '../output/paint.ts';
import { formatTable } from '../output/table.ts';
import { counterGroups, countersOf } from './coverage-words.ts';
import { hasEveryFault } from './plan-options.ts';
import { simulatedPerCore } from './speed.ts';
import type { TracedRun } from './traced-run.ts';

export interface SeedsResult {
  readonly subject: Subject<unknown>;
  readonly options: PlanOptions;
  readonly first: number;
  /** How many were to be run. */
  readonly asked: number;
  readonly tally: SeedsTally;
  readonly seconds: number;
  /** Whether the user ended it. */
  readonly isInterrupted: boolean;
}

/** From so many seeds on, what was to happen in one of them and did not leaves the result open. */
const seedsThatMustReachAll = 1000;

/** So that the tables of all groups are equally wide: the longest name of a counter. */
const counterWidth = 'leader-without-majority-stepped-down'.length;

/** What a shorter run says of the speed is that of its start. */
const leastToldSeconds = 1;

/** What keeps a result from being more than undecided; empty where nothing does. */
function doubtsOf(result: SeedsResult): string[] {
  const { tally, asked, isInterrupted, options } = result;
  const missing = missingOf(result);
  const mustReachAll = tally.seeds >= seedsThatMustReachAll && hasEveryFault(options) && options.bug === undefined;
  return [
    ...(isInterrupted ? [`interrupted after ${tally.seeds} of ${asked} seeds`] : []),
    ...(tally.undecided.length === 0
      ? []
      : [`a check ran out of its bounds in seed ${tally.undecided[0]}${more(tally.undecided.length - 1)}`]),
    ...(missing.length > 0 && mustReachAll ? [`in ${tally.seeds} seeds never happened: ${missing.join(', ')}`] : []),
  ];
}

function more(count: number): string {
  return count === 0 ? '' : ` and ${count} more`;
}

/** What the subject must reach and did not. */
function missingOf({ subject, tally }: SeedsResult): string[] {
  return subject.expected.filter((name) => tally.coverage[name] === undefined);
}

/** Failed where a rule was broken, whatever else is open. */
export function verdictOfSeeds(result: SeedsResult): 'passed' | 'failed' | 'inconclusive' {
  if (result.tally.failure !== undefined) return 'failed';
  return doubtsOf(result).length === 0 ? 'passed' : 'inconclusive';
}

/** Of all seeds in their order, so that two machines can compare; null where the user ended it somewhere. */
function digestOf({ tally, isInterrupted }: SeedsResult): string | null {
  if (isInterrupted) return null;
  return createHash('sha256').update(tally.digests.join('\n')).digest('hex').slice(0, 16);
}

/** For a person. */
export function describeSeeds(result: SeedsResult, paint: Paint): string {
  const { subject, options, first, tally, seconds } = result;
  const { failure } = tally;
  const digest = digestOf(result);
  const missing = missingOf(result);
  const doubts = doubtsOf(result);
  const verdict =
    failure !== undefined
      ? paint.bad(
          `seed ${failure.seed} breaks ${failure.violation.check} at ${formatMoment(failure.violation.atUs)} of the whole seed`,
        )
      : doubts.length > 0
        ? paint.warning(`nothing was found wrong, and that is not conclusive: ${doubts.join('; ')}`)
        : paint.good('nothing was found wrong');
  const last = first + tally.seeds - 1;
  const bug = options.bug === undefined ? '' : `, with the planted bug ${options.bug}`;
  return [
    `${subject.name}: ${tally.seeds} ${tally.seeds === 1 ? 'seed' : 'seeds'} (${first} to ${last}) of ${options.nodes} nodes${bug}`,
    `${formatDuration(tally.simulatedUs / 1000)} of virtual time in ${formatDuration(seconds * 1000)}, ${count(tally.steps)} steps, ${count(tally.operations)} ${tally.operations === 1 ? 'operation' : 'operations'} of clients`,
    ...(seconds < leastToldSeconds ? [] : [simulatedPerCore(tally)]),
    '',
    describeCoverage(result, paint),
    ...(missing.length === 0 || failure !== undefined ? [] : [paint.warning(`never happened: ${missing.join(', ')}`)]),
    '',
    ...(digest === null ? [] : [`digest ${digest}: the same on every machine`]),
    verdict,
  ].join('\n');
}

/** In groups; of each the most frequent first. */
function describeCoverage({ subject, tally: { coverage } }: SeedsResult, paint: Paint): string {
  const counters = countersOf(subject);
  const tables = counterGroups.flatMap((group) => {
    const names = counters.filter((counter) => counter.group === group).map(({ name }) => name);
    const rows = Object.entries(coverage)
      .filter(([name]) => names.includes(name))
      .sort(([, left], [, right]) => right.seeds - left.seeds || right.count - left.count)
      .map(([name, { count: times, seeds }]) => [name.padEnd(counterWidth), count(times), count(seeds)]);
    if (rows.length === 0) return [];
    const columns = [
      { heading: group.toUpperCase() },
      { heading: 'TIMES', figures: true },
      { heading: 'IN SEEDS', figures: true },
    ];
    return [formatTable(columns, rows, paint)];
  });
  if (tables.length === 0) return 'nothing rare happened';
  return [...tables, `what each of them means: temblor sim ${subject.name} --explain`].join('\n\n');
}

function count(value: number): string {
  return value.toLocaleString('en');
}

/** For a program. @param shrunken what the failure was shrunk to: that is the reason; absent where nothing failed. */
export function documentOfSeeds(result: SeedsResult, shrunken?: TracedRun) {
  const { subject, options, first, tally, seconds } = result;
  const { failure } = tally;
  const broken = shrunken?.outcome.violation ?? failure?.violation;
  return {
    subject: subject.name,
    verdict: verdictOfSeeds(result),
    reasons: broken === undefined ? doubtsOf(result) : [`${broken.check}: ${broken.text}`],
    options,
    first_seed: first,
    seeds: tally.seeds,
    simulated_seconds: tally.simulatedUs / 1e6,
    steps: tally.steps,
    operations: tally.operations,
    coverage: tally.coverage,
    never_happened: missingOf(result),
    undecided_seeds: tally.undecided,
    digest: digestOf(result),
    seconds,
    core_seconds: tally.cpuMs / 1000,
    /** In the whole seed; `run` has it as it is in the shrunken plan. */
    violation: failure === undefined ? null : { seed: failure.seed, ...failure.violation },
  };
}
