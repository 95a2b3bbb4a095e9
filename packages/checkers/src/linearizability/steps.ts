import type { Wording } from './explain.ts';
import { lastOf, placeOf } from './explain.ts';
import type { Counterexample } from './minimise.ts';
import type { SequentialModel } from './model.ts';
import { statesAfter } from './search.ts';
import { limitsOf, tellStates } from './tell-states.ts';

/** One operation of a counterexample, in the order of completion. */
export interface Step {
  /** Where it begins: `line 7`, or the time where there are no lines. */
  readonly place: string;
  readonly process: number;
  readonly words: string;
  /** The states in which the object can be once it is over; undefined where they are more than three, and of the last one. */
  readonly after: string | undefined;
}

/** More states would not tell much. */
const toldStates = 3;
/** A longer beginning is not searched once for each step. */
const steppedThrough = 2000;

/** The operations one after the other as they completed, with what is known of the object in between. */
export function stepsOf<State, Input, Output>(
  model: SequentialModel<State, Input, Output>,
  { operations, beginning }: Counterexample<Input, Output>,
  wording: Wording,
): Step[] {
  const last = lastOf(operations);
  const inOrder = operations.toSorted((left, right) => left.completedUs - right.completedUs || 0);
  return inOrder.map((operation) => {
    const isKnown = operation !== last && beginning.length <= steppedThrough;
    const states = isKnown ? statesAfter(model, beginning, operation, limitsOf(beginning)) : undefined;
    return {
      place: placeOf(operation, wording),
      process: operation.process,
      words: model.describe(operation.input, operation.output),
      after:
        states === undefined || states.length === 0 || states.length > toldStates
          ? undefined
          : tellStates(model, states),
    };
  });
}
