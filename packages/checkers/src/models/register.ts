import type { SequentialModel } from '../linearizability/model.ts';
import type { TimedOperation } from '../linearizability/timed-operation.ts';

/** What a register holds: a value's JSON, `null` before the first write. */
type Value = string;

/** What is asked of a register. `key` names it where there are several; absent where there is one. */
export type RegisterInput = { readonly key?: string } & (
  | { readonly kind: 'read' }
  | { readonly kind: 'write'; readonly value: Value }
  | { readonly kind: 'cas'; readonly from: Value; readonly to: Value }
);

/** `value` answers a read, `done` a write, `swapped` and `differed` a compare-and-set. */
export type RegisterOutput =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'done' }
  | { readonly kind: 'swapped' }
  | { readonly kind: 'differed' };

/**
 * Registers with compare-and-set, each on its own. A compare-and-set that `differed` is an observation: the value was
 * another one. What failed for another reason is no operation.
 */
export const register: SequentialModel<Value, RegisterInput, RegisterOutput> = {
  name: 'register',
  initial: 'null',
  partition: ({ key }) => key ?? '',
  isRead: (input, output) => input.kind === 'read' || output?.kind === 'differed',
  settle,
  step(state, input, output) {
    switch (input.kind) {
      case 'read':
        return output === undefined || (output.kind === 'value' && output.value === state) ? state : undefined;
      case 'write':
        return input.value;
      case 'cas': {
        const swaps = state === input.from;
        if (output !== undefined && (output.kind === 'swapped') !== swaps) return undefined;
        return swaps ? input.to : state;
      }
      default:
        return input satisfies never;
    }
  },
  values: {
    written(input, output) {
      if (input.kind === 'read' || output?.kind === 'differed') return undefined;
      return { value: input.kind === 'write' ? input.value : input.to };
    },
    shown: (input, output) =>
      output?.kind === 'value'
        ? output.value
        : input.kind === 'cas' && output?.kind === 'swapped'
          ? input.from
          : undefined,
  },
  key: (state) => state,
  describe(input, output) {
    const of = input.key === undefined ? '' : ` ${input.key}`;
    switch (input.kind) {
      case 'read':
        return `read${of} → ${output?.kind === 'value' ? output.value : '?'}`;
      case 'write':
        return `write${of} ${input.value}`;
      case 'cas':
        return `cas${of} ${input.from} → ${input.to}${output === undefined ? ': ?' : output.kind === 'differed' ? ': differed' : ''}`;
      default:
        return input satisfies never;
    }
  },
};

/**
 * What an operation of unknown outcome would have written matters only where somebody has seen it, or could go on from it.
 * A compare-and-set that differed may have seen any value, so where there is one all are kept.
 */
function settle(operations: readonly TimedOperation<RegisterInput, RegisterOutput>[]): typeof operations {
  if (operations.some(({ output }) => output?.kind === 'differed')) return operations;
  const seen = new Set<Value>();
  for (const { input, output } of operations) {
    if (output?.kind === 'value') seen.add(output.value);
    if (input.kind === 'cas') seen.add(input.from);
  }
  return operations.filter(({ input, output }) => {
    if (output !== undefined || input.kind === 'read') return true;
    return seen.has(input.kind === 'write' ? input.value : input.to);
  });
}
