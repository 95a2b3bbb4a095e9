import type { SequentialModel } from './model.ts';
import type { TimedOperation } from './timed-operation.ts';

/** The definition itself: tries every order of every choice of the unknown operations. */
export function hasLinearization<State, Input, Output>(
  { initial, step }: SequentialModel<State, Input, Output>,
  operations: readonly TimedOperation<Input, Output>[],
): boolean {
  const search = (left: readonly TimedOperation<Input, Output>[], state: State): boolean => {
    if (left.every(({ output }) => output === undefined)) return true;
    return left.some((operation) => {
      const rest = left.filter((other) => other !== operation);
      if (rest.some((other) => other.output !== undefined && other.completedUs < operation.invokedUs)) return false;
      const after = step(state, operation.input, operation.output);
      return after !== undefined && search(rest, after);
    });
  };
  return search(operations, initial);
}
