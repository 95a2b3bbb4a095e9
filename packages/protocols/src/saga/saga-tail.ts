/** Behind the pivot there is no way back: its steps are repeated until they are done. */
import { endlessWait, stepAt } from './saga-definition.ts';
import type { Turn } from './saga-turn.ts';
import { call, persist, wait, withStep } from './saga-turn.ts';
import type { SagaStepped, SavedSaga, StepOutcome, StepState } from './saga-types.ts';

/** Does the step that stands registered. No deadline shortens it. @param paced Whether to wait first where it was tried before. */
export function repeatUntilDone({ definition, saga }: Turn, paced: boolean): SagaStepped {
  const index = saga.steps.findIndex((state) => state.kind === 'doing');
  const state = saga.steps[index];
  if (state?.kind !== 'doing') throw new Error(`saga ${saga.id} is committed, but none of its steps is being done`);
  const { attempt } = state;
  const step = stepAt(definition, index);
  const calling = { step: index, action: 'do', attempt } as const;
  if (paced && attempt > 1) return wait(saga, calling, endlessWait(definition, step, attempt - 1));
  return call(saga, calling, step.timeoutMs);
}

/** What became of a call behind the pivot: whatever is not done is tried again. */
export function afterRetriable(
  saga: SavedSaga,
  index: number,
  state: Extract<StepState, { kind: 'doing' }>,
  outcome: StepOutcome,
): SagaStepped {
  if (outcome.kind !== 'done') {
    const inDoubt = state.inDoubt || outcome.kind === 'unknown';
    return persist(withStep(saga, index, { kind: 'doing', attempt: state.attempt + 1, inDoubt }));
  }
  const done = withStep(saga, index, outcome);
  if (index + 1 === saga.steps.length) return persist({ ...done, phase: 'completed' });
  return persist(withStep(done, index + 1, { kind: 'doing', attempt: 1, inDoubt: false }));
}
