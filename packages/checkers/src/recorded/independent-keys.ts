import type { RecordedOperation } from './recorded-history.ts';

/**
 * Jepsen's tests of many objects at once (`jepsen.independent`) write `[key value]` for the value of each operation. Where
 * that is so of all of them, and reads ask for `[key nil]`, the key is taken for what it is.
 */
export function withIndependentKeys(operations: readonly RecordedOperation[]): readonly RecordedOperation[] {
  const isPair = ({ input, key }: RecordedOperation) => key === undefined && Array.isArray(input) && input.length === 2;
  const asksForKey = ({ name, input }: RecordedOperation) =>
    name === 'read' && Array.isArray(input) && input[1] === null;
  if (!operations.every(isPair) || !operations.some(asksForKey)) return operations;
  return operations.map((operation) => {
    const [key, input = null] = Array.isArray(operation.input) ? operation.input : [];
    const output = Array.isArray(operation.output) ? (operation.output[1] ?? null) : operation.output;
    return { ...operation, key, input, output };
  });
}
