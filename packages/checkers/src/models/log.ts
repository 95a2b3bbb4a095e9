import type { SequentialModel } from '../linearizability/model.ts';

/** What is asked of a log; positions count from 0, values are JSON. */
export type LogInput =
  | { readonly kind: 'append'; readonly value: string }
  | { readonly kind: 'read'; readonly position: number };

/** `position` answers an append, `value` and `absent` a read. */
export type LogOutput =
  | { readonly kind: 'position'; readonly position: number }
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'absent' };

/** A log to which is only appended. */
export const log: SequentialModel<readonly string[], LogInput, LogOutput> = {
  name: 'log',
  initial: [],
  isRead: ({ kind }) => kind === 'read',
  step(state, input, output) {
    switch (input.kind) {
      case 'append':
        return output?.kind !== 'position' || output.position === state.length ? [...state, input.value] : undefined;
      case 'read': {
        const value = state[input.position];
        if (output === undefined) return state;
        return (output.kind === 'value' ? output.value : undefined) === value ? state : undefined;
      }
      default:
        return input satisfies never;
    }
  },
  key: (state) => `[${state.join(', ')}]`,
  describe(input, output) {
    switch (input.kind) {
      case 'append':
        return `append ${input.value}${output?.kind === 'position' ? ` at ${output.position}` : ''}`;
      case 'read':
        return `read ${input.position} → ${output?.kind === 'value' ? output.value : output?.kind === 'absent' ? 'absent' : '?'}`;
      default:
        return input satisfies never;
    }
  },
};
