import type { SequentialModel } from '../linearizability/model.ts';
import type { QueueInput, QueueOutput } from './queue-values.ts';
import { order, settle } from './queue-values.ts';

/** A queue, first in, first out. */
export const queue: SequentialModel<readonly string[], QueueInput, QueueOutput> = {
  name: 'queue',
  initial: [],
  isRead: ({ kind }, output) => kind === 'dequeue' && output?.kind === 'empty',
  settle,
  order,
  step(state, input, output) {
    switch (input.kind) {
      case 'enqueue':
        return [...state, input.value];
      case 'dequeue': {
        const [head, ...rest] = state;
        if (output?.kind === 'empty') return head === undefined ? state : undefined;
        if (output?.kind === 'value' && output.value !== head) return undefined;
        return rest;
      }
      default:
        return input satisfies never;
    }
  },
  key: (state) => `[${state.join(', ')}]`,
  describe(input, output) {
    switch (input.kind) {
      case 'enqueue':
        return `enqueue ${input.value}`;
      case 'dequeue':
        return `dequeue → ${output?.kind === 'value' ? output.value : output?.kind === 'empty' ? 'empty' : '?'}`;
      default:
        return input satisfies never;
    }
  },
};
