/** `temblor sim`: seeds are run, the first that fails is shrunk, kept and explained. */
import { availableParallelism } from 'node:os';
import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { PlanOptions, Subject } from '@temblor/simulator/outcome/outcome';
import { subjects } from '@temblor/simulator/subjects/subjects';
import type { CommandContext } from '../command-context.ts';
import { describeSubject, documentOfSubject } from './explain.ts';
import { keepRun } from './keep-run.ts';
import { planOptionsOf } from './plan-options.ts';
import { replay } from './replay.ts';
import { runManySeeds } from './run-many-seeds.ts';
import { describeRun, documentOfRun } from './run-result.ts';
import type { SeedsResult } from './seeds-result.ts';
import { describeSeeds, documentOfSeeds, verdictOfSeeds } from './seeds-result.ts';
import { shrinkFailure } from './shrink-failure.ts';
import type { SimOptions } from './sim-options.ts';
import type { PlannedRun } from './traced-run.ts';
import { traceRun } from './traced-run.ts';

const exitCodes = { passed: 0, failed: 1, inconclusive: 2 } as const;

/** @param words the name of a subject, or `replay` with a seed or a file. @returns the exit code. */
export async function simulate(context: CommandContext, words: readonly string[], given: SimOptions): Promise<number> {
  const [what = '', run] = words;
  if (what === 'replay') return exitCodes[await replay(context, run, given)];
  const subject = subjects.find(({ name }) => name === what);
  if (subject === undefined) {
    const known = [...subjects.map(({ name }) => name), 'replay'];
    throw usageError('unknown-subject', `there is no '${what}' to simulate`, suggestName(what, known));
  }
  if (run !== undefined) {
    throw usageError(
      'too-many-words',
      `'${run}' is one word too many`,
      `one seed again: temblor sim replay ${run} --subject ${what}`,
    );
  }
  if (given.explain) {
    const { output } = context;
    output.result(documentOfSubject(subject), describeSubject(subject, output.width));
    return exitCodes.passed;
  }
  return exitCodes[await simulateSeeds(context, subject, given)];
}

async function simulateSeeds(context: CommandContext, subject: Subject<unknown>, given: SimOptions) {
  const { output, folder } = context;
  const options = planOptionsOf(subject, given);
  const result = await runSeedsOf(context, subject, options, given);
  const planned = await planToKeep(context, result, given);
  if (planned === undefined) {
    output.result({ ...documentOfSeeds(result), run: null }, describeSeeds(result, output.paint));
  } else {
    const run = traceRun(planned, given.events);
    const kept = await keepRun(folder, run);
    const text = `${describeSeeds(result, output.paint)}\n\n${describeRun(run, kept, output.width)}`;
    output.result({ ...documentOfSeeds(result, run), run: documentOfRun(run, kept) }, text);
  }
  return verdictOfSeeds(result);
}

async function runSeedsOf(
  context: CommandContext,
  subject: Subject<unknown>,
  options: PlanOptions,
  given: SimOptions,
): Promise<SeedsResult> {
  const startMs = performance.now();
  const range = { first: given.seed, count: given.seeds, workers: given.workers ?? availableParallelism() };
  const tally = await runManySeeds(context, subject, options, range);
  const isInterrupted = tally.failure === undefined && tally.seeds < given.seeds;
  const seconds = (performance.now() - startMs) / 1000;
  return { subject, options, first: given.seed, asked: given.seeds, tally, seconds, isInterrupted };
}

/** The failure, made small; without one the first seed, where the user wants a run to look at. */
async function planToKeep(
  context: CommandContext,
  { subject, options, first, tally }: SeedsResult,
  { save }: SimOptions,
): Promise<PlannedRun | undefined> {
  if (tally.failure !== undefined) return shrinkFailure(context, subject, options, tally.failure.seed);
  return save ? { subject, options, seed: first, plan: subject.plan(first, options) } : undefined;
}
