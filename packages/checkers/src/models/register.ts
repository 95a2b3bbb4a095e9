import type { SequentialModel } from '../linearizability/model.ts';

/** What a register holds: a value's JSON; `null` before the first write. Texts are compared, whatever the value is. */
type Value = string;

/** What is asked of a register. */
export type RegisterInput =
  | { readonly kind: 'read' }
  | { readonly kind: 'write'; readonly value: Value }
  | { readonly kind: 'cas'; readonly from: Value; readonly to: Value };

/** `value` answers a read, `done` a write, `swapped` and `differed` a compare-and-set. */
export type RegisterOutput =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'done' }
  | { readonly kind: 'swapped' }
  | { readonly kind: 'differed' };

/**
 * One register with compare-and-set. A compare-and-set that `differed` is an observation: the value was another one; what
 * failed for another reason is no operation.
 */
export const register: SequentialModel<Value, RegisterInput, RegisterOutput> = {
  name: 'register',
  initial: 'null',
  isRead: (input, output) => input.kind === 'read' || output?.kind === 'differed',
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
  key: (state) => state,
  describe(input, output) {
    switch (input.kind) {
      case 'read':
        return `read → ${output?.kind === 'value' ? output.value : '?'}`;
      case 'write':
        return `write ${input.value}`;
      case 'cas': {
        const answers = { swapped: '', differed: ': differed', value: '', done: '' };
        return `cas ${input.from} → ${input.to}${output === undefined ? ': ?' : answers[output.kind]}`;
      }
      default:
        return input satisfies never;
    }
  },
};
