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
  isRead: ({ kind }, output) => kind === 'get' || output?.kind === 'differed',
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
      case 'cas':
        return compareAndSet(state, input, output);
      default:
        return input satisfies never;
    }
  },
  values: {
    written(input, output) {
      if (input.kind === 'get' || output?.kind === 'differed') return undefined;
      if (input.kind === 'append') return 'unclear';
      return { value: input.kind === 'put' ? input.value : input.to };
    },
    shown(input, output) {
      if (output?.kind === 'value' || output?.kind === 'differed') return output.value;
      return input.kind === 'cas' && output?.kind === 'done' ? input.from : undefined;
    },
  },
  key: (state) => state,
  describe(input, output) {
    switch (input.kind) {
      case 'get':
        return `get ${input.key} → ${output?.kind === 'value' ? JSON.stringify(shortened(output.value)) : '?'}`;
      case 'put':
      case 'append':
        return `${input.kind} ${input.key} ${JSON.stringify(shortened(input.value))}`;
      case 'cas': {
        const differed = output?.kind === 'differed' ? ': differed' : output === undefined ? ': ?' : '';
        return `cas ${input.key} ${JSON.stringify(shortened(input.from))} → ${JSON.stringify(shortened(input.to))}${differed}`;
      }
      default:
        return input satisfies never;
    }
  },
};

function compareAndSet(
  state: string,
  { from, to }: { readonly from: string; readonly to: string },
  output: KeyValueOutput | undefined,
): string | undefined {
  if (output?.kind === 'differed') {
    return state !== from && (output.value === undefined || output.value === state) ? state : undefined;
  }
  if (output !== undefined && state !== from) return undefined;
  return state === from ? to : state;
}

/** Of what was appended to many times the end tells most. */
function shortened(text: string): string {
  return text.length <= 24 ? text : `…${text.slice(-23)}`;
}
