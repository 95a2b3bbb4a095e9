import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PlanOptions, Subject } from '@temblor/simulator/outcome/outcome';
import { shrink } from '@temblor/simulator/shrink/shrink';
import type { CommandContext } from '../command-context.ts';
import type { PlannedRun } from './traced-run.ts';

/** Bounds the search: the run of a whole plan of `raft` takes some ten milliseconds, and that of a small one far less. */
const maximumRuns = 1500;

/** Shrinks the plan of a seed that failed. An interruption ends it with the smallest plan until then. */
export async function shrinkFailure(
  { output, interrupt }: CommandContext,
  subject: Subject<unknown>,
  options: PlanOptions,
  seed: number,
): Promise<PlannedRun> {
  const plan = subject.plan(seed, options);
  const failing = subject.run(plan, { trace: false });
  let best: PlannedRun = { subject, seed, options, plan, shrinking: { runs: 0, isMinimal: false } };
  for (const { plan: smaller, runs, isMinimal } of shrink(subject, plan, failing, maximumRuns)) {
    best = { ...best, plan: smaller, shrinking: { runs, isMinimal } };
    if (interrupt.signal.aborted) break;
    output.area.show([`seed ${seed} fails: shrinking its plan · ${runs} runs`]);
    await nextTurn();
  }
  return best;
}
