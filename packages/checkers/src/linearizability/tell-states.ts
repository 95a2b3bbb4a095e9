/** In which states an object can be, in words. */
import { count } from '../findings/findings.ts';
import type { Counterexample } from './minimise.ts';
import type { SequentialModel } from './model.ts';
import type { SearchLimits } from './search.ts';
import { statesBefore } from './search.ts';
import type { TimedOperation } from './timed-operation.ts';

const memoryBytes = 64 * 1024 * 1024;
/** So many of the states are told. */
const toldStates = 4;

/** How far states are searched for in a history: it takes some steps only to come to its end. */
export function limitsOf(operations: readonly unknown[]): SearchLimits {
  return { memoryBytes, steps: 20_000 + 20 * operations.length };
}

/**
 * In which states the last operation can find the object: by everything that was answered before, or, where that is too
 * much to search, by the operations that are needed, whatever became of the others.
 */
export function statesAtThatTime<State, Input, Output>(
  model: SequentialModel<State, Input, Output>,
  { operations, weakened, beginning, leftOut }: Counterexample<Input, Output>,
  last: TimedOperation<Input, Output>,
): { readonly text: string; readonly areKnown: boolean } {
  const statesBy = (known: readonly TimedOperation<Input, Output>[]): State[] => {
    const states = statesBefore(model, known, last, limitsOf(known)) ?? [];
    return states.some((state) => model.step(state, last.input, last.output) !== undefined) ? [] : states;
  };
  const exact = statesBy(beginning);
  if (exact.length > 0) return { text: `the ${model.name} is then ${tellStates(model, exact)}`, areKnown: true };
  const states = statesBy([...operations, ...weakened]);
  const whatever = leftOut === 0 ? '' : `whatever became of ${count(leftOut, 'other operation')}, `;
  if (states.length === 0) {
    return { text: `${whatever}each order that real time allows contradicts one of these answers`, areKnown: false };
  }
  return { text: `${whatever}the ${model.name} is then ${tellStates(model, states)}`, areKnown: true };
}

/** `1, 2 or 3`, of many the first few. */
export function tellStates<State, Input, Output>(
  model: SequentialModel<State, Input, Output>,
  states: readonly State[],
): string {
  const keys = states.map((state) => shortened(String(model.key(state)))).sort();
  const rest = keys.length > toldStates ? [`one of ${keys.length - toldStates + 1} more`] : [];
  const told = rest.length === 0 ? keys : [...keys.slice(0, toldStates - 1), ...rest];
  return [told.slice(0, -1).join(', '), told.at(-1)].filter((part) => part !== undefined && part !== '').join(' or ');
}

function shortened(text: string): string {
  if (text === '') return '""';
  return text.length <= 60 ? text : `${text.slice(0, 29)}…${text.slice(-30)}`;
}
