/** What a turn of the machine ends with: one thing that is outstanding, and the effect that asks for it. */
import type { WaitRange } from './saga-definition.ts';
import type { CallAction, SagaDefinition, SagaStepped, SavedSaga, StepState } from './saga-types.ts';

/** What a decision depends on, whatever was learnt: the saga as far as it is known, and the wall clock. */
export interface Turn {
  readonly definition: SagaDefinition;
  readonly saga: SavedSaga;
  readonly nowMs: number;
}

/** What is to be called, or waited for. */
export interface Calling {
  readonly step: number;
  readonly action: CallAction;
  readonly attempt: number;
}

/** @param commits Whether this record is the pivot. @param attempt Which try to persist the same, from 1. */
export function persist(saga: SavedSaga, commits = false, attempt = 1): SagaStepped {
  return [{ saga, activity: { kind: 'persisting', attempt, commits } }, [{ kind: 'persist', saga, commits }]];
}

/** Waits before another try to persist what could not be. */
export function waitToPersist(saga: SavedSaga, commits: boolean, attempt: number, range: WaitRange): SagaStepped {
  return [{ saga, activity: { kind: 'waiting-to-persist', attempt, commits } }, [{ kind: 'set-timer', ...range }]];
}

/** Begins a step that was planned. */
export function begin(saga: SavedSaga, calling: Calling, timeoutMs: number): SagaStepped {
  const [state, effects] = call(saga, calling, timeoutMs);
  return [state, [{ kind: 'advanced', saga }, ...effects]];
}

/** Makes a call whose possibility is durable already. */
export function call(saga: SavedSaga, calling: Calling, timeoutMs: number): SagaStepped {
  return [{ saga, activity: { kind: 'calling', ...calling } }, [{ kind: 'call', ...calling, timeoutMs }]];
}

/** Waits before a call. */
export function wait(saga: SavedSaga, calling: Calling, range: WaitRange): SagaStepped {
  return [{ saga, activity: { kind: 'waiting', ...calling } }, [{ kind: 'set-timer', ...range }]];
}

/** The saga with another state of one of its steps. */
export function withStep(saga: SavedSaga, index: number, state: StepState): SavedSaga {
  return { ...saga, steps: saga.steps.with(index, state) };
}
