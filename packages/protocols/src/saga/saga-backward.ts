/** The way back: what may have had an effect is undone, last step first, each for as long as it takes. */
import { endlessWait, stepAt } from './saga-definition.ts';
import type { Turn } from './saga-turn.ts';
import { call, persist, wait, withStep } from './saga-turn.ts';
import type { Reason, SagaStepped, SavedSaga, StepOutcome, StepState } from './saga-types.ts';

/**
 * Turns a saga back. Nothing is undone before that is durable, and with it the first step that is to be undone; a saga
 * without any has come to its end. What is still planned was never begun.
 */
export function turnBack(saga: SavedSaga, reason: Reason): SagaStepped {
  const steps = saga.steps.map((state): StepState => (state.kind === 'planned' ? { kind: 'waiting' } : state));
  return persist(undoNext({ ...saga, steps, phase: 'backward', reason }));
}

/** Undoes the step that stands registered for it. @param paced Whether to wait first where it was tried before. */
export function undo({ definition, saga }: Turn, paced: boolean): SagaStepped {
  const index = saga.steps.findIndex((state) => state.kind === 'undoing');
  const state = saga.steps[index];
  if (state?.kind !== 'undoing') throw new Error(`saga ${saga.id} goes back, but none of its steps is being undone`);
  const { attempt } = state;
  const calling = { step: index, action: 'undo', attempt } as const;
  if (paced && attempt > 1) return wait(saga, calling, endlessWait(definition, stepAt(definition, index), attempt - 1));
  return call(saga, calling, definition.undoTimeoutMs);
}

/** What became of an undoing. One that was not said to be done is tried again: it is safe to repeat. */
export function afterUndo(saga: SavedSaga, index: number, attempt: number, outcome: StepOutcome): SagaStepped {
  if (outcome.kind === 'done') return persist(undoNext(withStep(saga, index, { kind: 'undone' })));
  return persist(withStep(saga, index, { kind: 'undoing', attempt: attempt + 1, lastReason: outcome.reason }));
}

function undoNext(saga: SavedSaga): SavedSaga {
  const index = saga.steps.findLastIndex(mayHaveEffect);
  if (index < 0) return { ...saga, phase: 'compensated' };
  return withStep(saga, index, { kind: 'undoing', attempt: 1, lastReason: null });
}

function mayHaveEffect(state: StepState): boolean {
  switch (state.kind) {
    case 'doing':
    case 'unknown':
    case 'done':
      return true;
    case 'waiting':
    case 'planned':
    case 'refused':
    case 'undoing':
    case 'undone':
      return false;
    default:
      return state satisfies never;
  }
}
