import type { SequentialModel } from '../linearizability/model.ts';
import { settle } from './key-value-foresight.ts';
import type { KeyValueInput, KeyValueOutput } from './key-value-words.ts';

/** Stands for every text that nobody read: it begins like no text of a history. */
const unread = '\u0000unread';

/** A key-value store of texts; a key without a value reads as the empty text. Keys are independent. */
export const keyValue: SequentialModel<string, KeyValueInput, KeyValueOutput> = {
  name: 'key-value',
  initial: '',
  partition: ({ key }) => key,
  isRead: ({ kind }) => kind === 'get',
  settle,
  step(state, input, output) {
    switch (input.kind) {
      case 'get':
        return output === undefined || (output.kind === 'value' && output.value === state) ? state : undefined;
      case 'put':
        return output?.kind === 'unread' ? unread : input.value;
      case 'append':
        if (output?.kind === 'unread') return unread;
        if (output?.kind === 'done' && output.onto !== undefined && output.onto !== state) return undefined;
        return state + input.value;
      default:
        return input satisfies never;
    }
  },
  key: (state) => state,
  describe(input, output) {
    switch (input.kind) {
      case 'get':
        return `get ${input.key} → ${output?.kind === 'value' ? JSON.stringify(shortened(output.value)) : '?'}`;
      case 'put':
      case 'append':
        return `${input.kind} ${input.key} ${JSON.stringify(shortened(input.value))}`;
      default:
        return input satisfies never;
    }
  },
};

/** Of what was appended to many times the end tells most. */
function shortened(text: string): string {
  return text.length <= 24 ? text : `…${text.slice(-23)}`;
}
