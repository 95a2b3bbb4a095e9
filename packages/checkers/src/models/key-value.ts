import type { SequentialModel } from '../linearizability/model.ts';
import type { TimedOperation } from '../linearizability/timed-operation.ts';

/** What is asked of a key-value store. */
export type KeyValueInput =
  | { readonly kind: 'get'; readonly key: string }
  | { readonly kind: 'put'; readonly key: string; readonly value: string }
  | { readonly kind: 'append'; readonly key: string; readonly value: string };

/** The value answers a get; puts and appends are answered with `done`. */
export type KeyValueOutput = { readonly kind: 'value'; readonly value: string } | { readonly kind: 'done' };

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
        return input.value;
      case 'append':
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

/** A value of unknown outcome that nobody has read was overwritten before anybody read, or never in force. */
function settle(operations: readonly TimedOperation<KeyValueInput, KeyValueOutput>[]): typeof operations {
  const isUnknownWrite = ({ input, output }: TimedOperation<KeyValueInput, KeyValueOutput>) =>
    output === undefined && input.kind !== 'get';
  if (!operations.some(isUnknownWrite)) return operations;
  const seen = operations.flatMap(({ output }) => (output?.kind === 'value' ? [output.value] : []));
  const wasSeen = (value: string) => seen.some((text) => text.includes(value));
  return operations.filter(
    (operation) => !isUnknownWrite(operation) || operation.input.kind === 'get' || wasSeen(operation.input.value),
  );
}

/** Of what was appended to many times the end tells most. */
function shortened(text: string): string {
  return text.length <= 24 ? text : `…${text.slice(-23)}`;
}
