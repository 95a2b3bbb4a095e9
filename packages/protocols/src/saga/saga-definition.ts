/** What a definition promises of its steps, and how long is waited between their tries. */
import type { SagaDefinition, SagaStep, SavedSaga } from './saga-types.ts';

/** From when to when a timer may run out, in ms. */
export interface WaitRange {
  readonly lowMs: number;
  readonly highMs: number;
}

/** @throws Error where it is not: compensable steps, one pivot, retriable steps, each tried at least once. */
export function assertSagaDefinition(definition: SagaDefinition): void {
  const pivot = definition.steps.findIndex((step) => step.kind === 'pivot');
  const ordered = definition.steps.every(
    (step, index) => step.kind === (index < pivot ? 'compensable' : index === pivot ? 'pivot' : 'retriable'),
  );
  if (pivot < 0 || !ordered)
    throw new Error(`the steps of saga "${definition.name}" are not: compensable ones, one pivot, retriable ones`);
  const untried = definition.steps.find((step) => !(step.attempts >= 1));
  if (untried !== undefined)
    throw new Error(
      `step "${untried.name}" of saga "${definition.name}" has attempts: ${untried.attempts}; 1 is the least`,
    );
}

/** @throws Error where the saga was begun under another definition, which nobody can go on with. */
export function assertDefinedBy(definition: SagaDefinition, saga: SavedSaga): void {
  if (saga.definition !== definition.name || saga.steps.length !== definition.steps.length)
    throw new Error(
      `saga ${saga.id} was begun as "${saga.definition}" with ${saga.steps.length} steps, not as "${definition.name}" with ` +
        `${definition.steps.length}: start the version that began it until it has ended`,
    );
}

/** @throws Error where there is none: the saga's state contradicts its definition. */
export function stepAt(definition: SagaDefinition, index: number): SagaStep {
  const step = definition.steps[index];
  if (step === undefined) throw new Error(`saga "${definition.name}" has no step ${index}`);
  return step;
}

/** The place of the step that decides. */
export function pivotOf(definition: SagaDefinition): number {
  return definition.steps.findIndex((step) => step.kind === 'pivot');
}

/** Before another try of a step that may still fail for good. */
export function forwardWait(step: SagaStep): WaitRange {
  return { lowMs: step.kind === 'pivot' ? step.waitMs : step.waitMs / 2, highMs: step.waitMs };
}

/**
 * Before another try of what is tried without end: exponential backoff with full jitter (Brooker, "Exponential Backoff And
 * Jitter", AWS Architecture Blog, 2015).
 * @param failures How often it failed; 1 after the first time.
 */
export function endlessWait(definition: SagaDefinition, step: SagaStep, failures: number): WaitRange {
  return { lowMs: 0, highMs: Math.min(definition.longestWaitMs, step.waitMs * 2 ** (failures - 1)) };
}
