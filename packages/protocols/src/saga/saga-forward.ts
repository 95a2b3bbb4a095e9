/** The way to the pivot, within the deadline of the saga; and the questions what became of a step. */
import { turnBack } from './saga-backward.ts';
import { forwardWait, pivotOf, stepAt } from './saga-definition.ts';
import type { Turn } from './saga-turn.ts';
import { begin, call, persist, wait, waitToPersist, withStep } from './saga-turn.ts';
import type { Reason, SagaDefinition, SagaStepped, SavedSaga, StepOutcome, StepState } from './saga-types.ts';

/** What has less time than this is not begun, in ms. */
const leastTimeMs = 50;

type Doing = Extract<StepState, { kind: 'doing' }>;
type Unknown = Extract<StepState, { kind: 'unknown' }>;

/** Goes on with the first step that is not done. @param paced Whether to wait first where it was tried before. */
export function goForward(turn: Turn, paced: boolean): SagaStepped {
  const { definition, saga } = turn;
  const index = saga.steps.findIndex((state) => state.kind !== 'done');
  const state = saga.steps[index];
  if (state?.kind === 'unknown') return ask(turn, index, state, 1);
  if (state?.kind !== 'doing') throw new Error(`saga ${saga.id} goes on, but step ${index} is ${state?.kind}`);
  const step = stepAt(definition, index);
  const { attempt } = state;
  if (!hasTime(turn)) return turnBack(notBegun(saga, index, state), outOfTime(step.name));
  if (step.kind === 'pivot') return persist(commit(definition, saga), true);
  const calling = { step: index, action: 'do', attempt } as const;
  if (paced && attempt > 1) return wait(saga, calling, forwardWait(step));
  return call(saga, calling, Math.min(step.timeoutMs, saga.deadlineMs - turn.nowMs));
}

/** What became of a call before the pivot. */
export function afterDo(turn: Turn, index: number, state: Doing, outcome: StepOutcome): SagaStepped {
  const { saga } = turn;
  switch (outcome.kind) {
    case 'done':
      return afterDone(turn, index, outcome);
    case 'refused':
      return turnBack(withoutEffect(saga, index, state, outcome.reason), outcome.reason);
    case 'failed': {
      const failed: Doing = { ...state, inDoubt: state.inDoubt || outcome.mayArriveAgain === true };
      if (mayTryAgain(turn, index, state.attempt))
        return persist(withStep(saga, index, { ...failed, attempt: state.attempt + 1 }));
      return turnBack(withoutEffect(saga, index, failed, outcome.reason), outcome.reason);
    }
    case 'unknown':
      return findOut(turn, index, state.attempt, outcome.reason);
    default:
      return outcome satisfies never;
  }
}

/** A call ended without a word: it is asked after where that is possible, else voided. */
export function findOut(turn: Turn, index: number, attempt: number, reason: Reason): SagaStepped {
  const { definition, saga } = turn;
  const unknown = withStep(saga, index, { kind: 'unknown', attempt, reason });
  const worthAsking = stepAt(definition, index).canQuery && hasTime(turn);
  return worthAsking ? persist(unknown) : turnBack(unknown, reason);
}

/** Asks what became of a step, while there is time. @param attempt Which question, from 1. */
export function ask(turn: Turn, index: number, state: Unknown, attempt: number): SagaStepped {
  const { definition, saga } = turn;
  if (!hasTime(turn)) return turnBack(saga, state.reason);
  const timeoutMs = Math.min(stepAt(definition, index).timeoutMs, saga.deadlineMs - turn.nowMs);
  return call(saga, { step: index, action: 'query', attempt }, timeoutMs);
}

/**
 * What a service said of a step that was asked after. That it knows nothing of it is no proof that it never will: the call
 * is repeated under its key, or voided.
 */
export function afterQuery(
  turn: Turn,
  index: number,
  state: Unknown,
  query: { readonly attempt: number; readonly outcome: StepOutcome },
): SagaStepped {
  const { definition, saga } = turn;
  const { outcome } = query;
  switch (outcome.kind) {
    case 'done':
      return afterDone(turn, index, outcome);
    case 'refused':
      return turnBack(saga, outcome.reason);
    case 'failed':
      if (!mayTryAgain(turn, index, state.attempt)) return turnBack(saga, state.reason);
      return persist(withStep(saga, index, { kind: 'doing', attempt: state.attempt + 1, inDoubt: true }));
    case 'unknown': {
      const range = forwardWait(stepAt(definition, index));
      if (!hasTime(turn, range.highMs)) return turnBack(saga, state.reason);
      return wait(saga, { step: index, action: 'query', attempt: query.attempt + 1 }, range);
    }
    default:
      return outcome satisfies never;
  }
}

/** The pivot's record did not come about: it is tried again, or the saga goes back. @param attempt The try that failed. */
export function afterPivotFailed(turn: Turn, attempt: number, reason: Reason): SagaStepped {
  const { definition, saga } = turn;
  const pivot = pivotOf(definition);
  if (!mayTryAgain(turn, pivot, attempt)) return uncommit(definition, saga, reason);
  return waitToPersist(saga, true, attempt + 1, forwardWait(stepAt(definition, pivot)));
}

/** Tries the pivot's record again, while there is time. */
export function commitAgain(turn: Turn, attempt: number): SagaStepped {
  const { definition, saga } = turn;
  if (hasTime(turn)) return persist(saga, true, attempt);
  return uncommit(definition, saga, outOfTime(stepAt(definition, pivotOf(definition)).name));
}

/**
 * The next step is begun at once: it stands registered. Where that is the pivot, its record is the one that has this step
 * done. A next one that may have been called by who drove the saga before is called again, under its key.
 */
function afterDone(turn: Turn, index: number, done: Extract<StepState, { kind: 'done' }>): SagaStepped {
  const { definition } = turn;
  const saga = withStep(turn.saga, index, done);
  const step = index + 1;
  const next = stepAt(definition, step);
  if (!hasTime(turn)) return turnBack(saga, outOfTime(next.name));
  if (next.kind === 'pivot') return persist(commit(definition, saga), true);
  const state = saga.steps[step];
  if (state?.kind !== 'planned' && state?.kind !== 'doing')
    throw new Error(`saga ${saga.id} goes on, but step ${step} is ${state?.kind}`);
  const doing: Doing = state.kind === 'doing' ? state : { kind: 'doing', attempt: 1, inDoubt: false };
  const calling = { step, action: 'do', attempt: doing.attempt } as const;
  return begin(withStep(saga, step, doing), calling, Math.min(next.timeoutMs, saga.deadlineMs - turn.nowMs));
}

function commit(definition: SagaDefinition, saga: SavedSaga): SavedSaga {
  const pivot = pivotOf(definition);
  const committed = withStep(saga, pivot, { kind: 'done', result: null });
  if (pivot + 1 === definition.steps.length) return { ...committed, phase: 'completed' };
  return { ...withStep(committed, pivot + 1, { kind: 'doing', attempt: 1, inDoubt: false }), phase: 'committed' };
}

function uncommit(definition: SagaDefinition, saga: SavedSaga, reason: Reason): SagaStepped {
  const pivot = pivotOf(definition);
  const steps = saga.steps.map((state, index): StepState => {
    if (index === pivot) return { kind: 'refused', reason };
    return index > pivot ? { kind: 'waiting' } : state;
  });
  return turnBack({ ...saga, steps }, reason);
}

/** Its last call had no effect; one before may have had. */
function withoutEffect(saga: SavedSaga, index: number, state: Doing, reason: Reason): SavedSaga {
  return state.inDoubt ? saga : withStep(saga, index, { kind: 'refused', reason });
}

function notBegun(saga: SavedSaga, index: number, state: Doing): SavedSaga {
  return withoutEffect(saga, index, state, { code: 'deadline', detail: 'it was not begun' });
}

function mayTryAgain(turn: Turn, index: number, attempt: number): boolean {
  const step = stepAt(turn.definition, index);
  return attempt < step.attempts && hasTime(turn, forwardWait(step).highMs);
}

/** Whether something may be begun now, or after a wait of so many ms. */
function hasTime({ saga, nowMs }: Turn, waitMs = 0): boolean {
  return saga.deadlineMs - nowMs - waitMs >= leastTimeMs;
}

function outOfTime(step: string): Reason {
  return { code: 'deadline', detail: `no time was left for "${step}"` };
}
