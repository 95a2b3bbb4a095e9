import { resolve } from 'node:path';
import { messageOf, TemblorError, usageError } from '@temblor/foundation/errors/temblor-error';
import { verdictOf } from '@temblor/simulator/journal/run-journal';
import { requireSubject } from '@temblor/simulator/subjects/subjects';
import type { CommandContext } from '../command-context.ts';
import { keepRun } from './keep-run.ts';
import { readPlanFile } from './plan-file.ts';
import { planOptionsOf, replayCommand } from './plan-options.ts';
import { describeRun, documentOfRun } from './run-result.ts';
import type { SimOptions } from './sim-options.ts';
import { greatestSeed } from './sim-options.ts';
import type { PlannedRun, TracedRun } from './traced-run.ts';
import { traceRun } from './traced-run.ts';

/** Runs a seed or a plan that was written down once more, and tells it in detail. */
export async function replay(
  { output, folder }: CommandContext,
  word: string | undefined,
  given: SimOptions,
): Promise<'passed' | 'failed' | 'inconclusive'> {
  if (word === undefined)
    throw usageError('no-plan', 'replay what?', 'name a seed, the folder of a run, or its plan.json');
  const isSeed = /^\d+$/.test(word);
  if (isSeed && Number(word) > greatestSeed) {
    throw usageError('no-seed', `${word} is no seed`, `a seed is a whole number up to ${greatestSeed}`);
  }
  const { run, digest } = isSeed
    ? { run: traceRun(planOf(Number(word), given), given.events), digest: undefined }
    : await runPlanFile(resolve(word), given);
  const kept = given.save ? await keepRun(folder, run) : undefined;
  const isSame = digest === undefined || digest === run.outcome.digest;
  const remark = isSame ? '' : 'this is not the run that was written down: the program or the plan was changed since\n';
  const verdict = verdictOf(run.outcome);
  const head = `${run.subject.name}, seed ${run.seed}: ${verdict}, digest ${run.outcome.digest}`;
  output.result(
    { ...documentOfRun(run, kept), is_same: isSame },
    `${head}\n${remark}${describeRun(run, kept, output.width)}`,
  );
  return verdict;
}

async function runPlanFile(file: string, { events }: SimOptions): Promise<{ run: TracedRun; digest: string }> {
  const { planned, digest } = await readPlanFile(file);
  try {
    return { run: traceRun(planned, events), digest };
  } catch (error) {
    const hint = `replay its seed instead: ${replayCommand(planned.subject.name, planned.seed, planned.options)}`;
    throw new TemblorError('plan-broken', `${file} cannot be run: ${messageOf(error)}`, { hint, cause: error });
  }
}

function planOf(seed: number, given: SimOptions): PlannedRun {
  const subject = requireSubject(given.subject);
  const options = planOptionsOf(subject, given);
  return { subject, seed, options, plan: subject.plan(seed, options) };
}
