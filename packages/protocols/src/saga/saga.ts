/**
 * The saga as a machine: what is to be done next, by what is durable and what was learnt. It performs nothing, knows no
 * clock and draws nothing.
 *
 * Where nothing fails, a saga is written twice up to its pivot, however many steps stand before it: the first record
 * registers them all, and the pivot's has them done. Calls are repeated, so each bears the id of the saga as its key, and
 * each service does it once.
 */
import { afterUndo, undo } from './saga-backward.ts';
import { assertDefinedBy, assertSagaDefinition, endlessWait, pivotOf, stepAt } from './saga-definition.ts';
import { afterDo, afterPivotFailed, afterQuery, ask, commitAgain, findOut, goForward } from './saga-forward.ts';
import { afterRetriable, repeatUntilDone } from './saga-tail.ts';
import type { Turn } from './saga-turn.ts';
import { persist, waitToPersist } from './saga-turn.ts';
import type {
  Plain,
  Reason,
  RunningSaga,
  SagaActivity,
  SagaDefinition,
  SagaInput,
  SagaStepped,
  SavedSaga,
  StepOutcome,
  StepState,
} from './saga-types.ts';

/** What a new saga is about. */
export interface NewSaga {
  readonly id: string;
  readonly input: Plain;
  /** Wall clock, ms since 1970. */
  readonly deadlineMs: number;
}

/**
 * A saga that is about to begin: its steps up to the pivot are registered already, so that the transaction which accepts the
 * request can be its first record. @throws Error where the definition is none: compensable steps, one pivot, retriable steps.
 */
export function createSaga(definition: SagaDefinition, { id, input, deadlineMs }: NewSaga): SavedSaga {
  assertSagaDefinition(definition);
  const steps = definition.steps.map((step, index): StepState => {
    if (index === 0) return { kind: 'doing', attempt: 1, inDoubt: false };
    return { kind: step.kind === 'compensable' ? 'planned' : 'waiting' };
  });
  return { id, definition: definition.name, input, deadlineMs, phase: 'forward', steps, reason: null };
}

/**
 * Drives a saga from what is on disk. `fresh`: nobody has driven it, and its first step is called. `recovered`: every step
 * that is registered may have been called by who drove it before; the first of them is asked after.
 *
 * @throws Error where it is of another definition.
 */
export function resumeSaga(
  definition: SagaDefinition,
  saved: SavedSaga,
  how: 'fresh' | 'recovered',
  nowMs: number,
): SagaStepped {
  assertDefinedBy(definition, saved);
  if (how === 'recovered' && saved.phase === 'forward') return takeUp({ definition, saga: inDoubt(saved), nowMs });
  const stepped = goOn({ definition, saga: saved, nowMs }, false);
  const decided = saved.phase !== 'forward' && saved.phase !== 'backward';
  return decided ? withDecided(saved, stepped) : stepped;
}

function takeUp(turn: Turn): SagaStepped {
  const index = turn.saga.steps.findIndex((state) => state.kind !== 'done');
  const state = turn.saga.steps[index];
  const isCalled = state?.kind === 'doing' && stepAt(turn.definition, index).kind !== 'pivot';
  return isCalled ? findOut(turn, index, state.attempt, interrupted) : goOn(turn, false);
}

/** The saga as who did not drive it knows it: what was planned may have been begun. */
function inDoubt(saga: SavedSaga): SavedSaga {
  const steps = saga.steps.map(
    (state): StepState => (state.kind === 'planned' ? { kind: 'doing', attempt: 1, inDoubt: true } : state),
  );
  return { ...saga, steps };
}

/** Tells a running saga what happened. @throws Error on what cannot happen: an outcome of what was not called. */
export function stepSaga(definition: SagaDefinition, state: RunningSaga, input: SagaInput, nowMs: number): SagaStepped {
  const { saga, activity } = state;
  const turn: Turn = { definition, saga, nowMs };
  if (activity.kind === 'released' || activity.kind === 'reloading') return [state, []];
  switch (input.kind) {
    case 'persisted':
      if (activity.kind !== 'persisting') throw unexpected(state, input);
      return persisted(turn, activity);
    case 'persist-failed':
      if (activity.kind !== 'persisting') throw unexpected(state, input);
      return persistFailed(turn, activity, input);
    case 'fenced':
      return release(saga);
    case 'outcome':
      if (activity.kind !== 'calling' || activity.step !== input.step || activity.action !== input.action)
        throw unexpected(state, input);
      return afterCall(turn, activity, input.outcome);
    case 'timer':
    case 'try-now':
      return afterWait(turn, state);
    default:
      return input satisfies never;
  }
}

/** Whether what has to succeed in the end, undoing or a step behind the pivot, has failed so often that an operator should look. */
export function needsOperator(definition: SagaDefinition, saga: SavedSaga): boolean {
  return saga.steps.some((state) => {
    const endless = state.kind === 'undoing' || (state.kind === 'doing' && saga.phase === 'committed');
    return endless && state.attempt > definition.attemptsToOperator;
  });
}

type Persisting = Extract<SagaActivity, { kind: 'persisting' }>;
type Calling = Extract<SagaActivity, { kind: 'calling' }>;

const interrupted: Reason = {
  code: 'interrupted',
  detail: 'whoever drove the saga stopped while this step was being done',
};

function persisted(turn: Turn, activity: Persisting): SagaStepped {
  const stepped = goOn(turn, true);
  return activity.commits || turn.saga.phase === 'compensated' ? withDecided(turn.saga, stepped) : stepped;
}

function persistFailed(
  turn: Turn,
  { attempt, commits }: Persisting,
  { outcome, reason }: Extract<SagaInput, { kind: 'persist-failed' }>,
): SagaStepped {
  const { definition, saga } = turn;
  if (outcome === 'unknown') return [{ saga, activity: { kind: 'reloading' } }, [{ kind: 'reload' }]];
  if (commits) return afterPivotFailed(turn, attempt, reason);
  const store = stepAt(definition, pivotOf(definition));
  return waitToPersist(saga, false, attempt + 1, endlessWait(definition, store, attempt));
}

/** What is to be done by what is durable now. */
function goOn(turn: Turn, paced: boolean): SagaStepped {
  const { phase } = turn.saga;
  switch (phase) {
    case 'forward':
      return goForward(turn, paced);
    case 'backward':
      return undo(turn, paced);
    case 'committed':
      return repeatUntilDone(turn, paced);
    case 'completed':
    case 'compensated':
      return release(turn.saga);
    default:
      return phase satisfies never;
  }
}

function afterCall(turn: Turn, { step, action, attempt }: Calling, outcome: StepOutcome): SagaStepped {
  const { saga } = turn;
  const state = saga.steps[step];
  if (action === 'undo') return afterUndo(saga, step, attempt, outcome);
  if (action === 'query' && state?.kind === 'unknown') return afterQuery(turn, step, state, { attempt, outcome });
  if (action === 'do' && state?.kind === 'doing') {
    if (saga.phase === 'committed') return afterRetriable(saga, step, state, outcome);
    return afterDo(turn, step, state, outcome);
  }
  throw new Error(`saga ${saga.id} called ${action} of step ${step}, which is ${state?.kind}`);
}

/** A wait is over. A timer that comes too late, or an operator who need not have asked, changes nothing. */
function afterWait(turn: Turn, state: RunningSaga): SagaStepped {
  const { saga, activity } = state;
  if (activity.kind === 'waiting-to-persist')
    return activity.commits ? commitAgain(turn, activity.attempt) : persist(saga, false, activity.attempt);
  if (activity.kind !== 'waiting') return [state, []];
  const waiting = saga.steps[activity.step];
  if (waiting?.kind === 'unknown') return ask(turn, activity.step, waiting, activity.attempt);
  return goOn(turn, false);
}

function withDecided(saga: SavedSaga, [state, effects]: SagaStepped): SagaStepped {
  return [state, [{ kind: 'decided', saga }, ...effects]];
}

function release(saga: SavedSaga): SagaStepped {
  return [{ saga, activity: { kind: 'released' } }, [{ kind: 'released' }]];
}

function unexpected({ saga, activity }: RunningSaga, input: SagaInput): Error {
  const what = input.kind === 'outcome' ? `an outcome of ${input.action} of step ${input.step}` : `"${input.kind}"`;
  return new Error(`saga ${saga.id} was told ${what} while it was ${activity.kind}`);
}
