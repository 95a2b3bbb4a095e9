import { resolve } from 'node:path';
import { usageError } from '@temblor/foundation/errors/temblor-error';
import { verdictOf } from '@temblor/simulator/journal/run-journal';
import { requireSubject } from '@temblor/simulator/subjects/subjects';
import type { CommandContext } from '../command-context.ts';
import { keepRun } from './keep-run.ts';
import { readPlanFile } from './plan-file.ts';
import { planOptionsOf } from './plan-options.ts';
import { describeRun, documentOfRun } from './run-result.ts';
import type { SimOptions } from './sim-options.ts';
import type { PlannedRun } from './traced-run.ts';
import { traceRun } from './traced-run.ts';

/** Runs a seed or a plan that was written down once more, and tells it in detail. */
export async function replay(
  { output, folder }: CommandContext,
  word: string | undefined,
  given: SimOptions,
): Promise<'passed' | 'failed' | 'inconclusive'> {
  if (word === undefined) throw usageError('no-plan', 'replay what?', 'name a seed, or the plan.json of a run');
  const { planned, digest } = /^\d+$/.test(word)
    ? { planned: planOf(Number(word), given), digest: undefined }
    : await readPlanFile(resolve(word));
  const run = traceRun(planned, given.events);
  const kept = given.save ? await keepRun(folder, run) : undefined;
  const isSame = digest === undefined || digest === run.outcome.digest;
  const remark = isSame ? '' : 'this is not the run that was written down: the program or the plan was changed since\n';
  const verdict = verdictOf(run.outcome);
  const head = `${run.subject.name}, seed ${run.seed}: ${verdict}, digest ${run.outcome.digest}`;
  output.result({ ...documentOfRun(run, kept), is_same: isSame }, `${head}\n${remark}${describeRun(run, kept)}`);
  return verdict;
}

function planOf(seed: number, given: SimOptions): PlannedRun {
  const subject = requireSubject(given.subject);
  const options = planOptionsOf(subject, given);
  return { subject, seed, options, plan: subject.plan(seed, options) };
}
