/**
 * The saga as a machine: what is to be done next, by what is durable and what was learnt. It performs nothing, knows no
 * clock and draws nothing.
 */
import type { Plain, RunningSaga, SagaDefinition, SagaInput, SagaStepped, SavedSaga } from './saga-types.ts';

/** What a new saga is about. */
export interface NewSaga {
  readonly id: string;
  readonly input: Plain;
  /** Wall clock, ms since 1970. */
  readonly deadlineMs: number;
}

/**
 * A saga that is about to begin: its first step is registered already, so that the transaction which accepts the request
 * can be its first record. @throws Error where the definition is none: not compensable steps, one pivot, retriable steps.
 */
export function createSaga(definition: SagaDefinition, created: NewSaga): SavedSaga {
  throw new Error(`not written yet: ${definition.name} ${created.id}`);
}

/**
 * Drives a saga from what is on disk. `fresh`: nobody has driven it, and its first step is called. `recovered`: a step
 * that is registered may have been called by who drove it before. @throws Error where it is of another definition.
 */
export function resumeSaga(
  definition: SagaDefinition,
  saved: SavedSaga,
  how: 'fresh' | 'recovered',
  nowMs: number,
): SagaStepped {
  throw new Error(`not written yet: ${definition.name} ${saved.id} ${how} ${nowMs}`);
}

/** Tells a running saga what happened. @throws Error on what cannot happen: an outcome of what was not called. */
export function stepSaga(definition: SagaDefinition, state: RunningSaga, input: SagaInput, nowMs: number): SagaStepped {
  throw new Error(`not written yet: ${definition.name} ${state.saga.id} ${input.kind} ${nowMs}`);
}

/** Whether what has to succeed in the end, undoing or a step behind the pivot, has failed so often that an operator should look. */
export function needsOperator(definition: SagaDefinition, saga: SavedSaga): boolean {
  throw new Error(`not written yet: ${definition.name} ${saga.id}`);
}
