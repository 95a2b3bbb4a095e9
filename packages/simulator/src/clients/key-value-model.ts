import type { SequentialModel } from '@temblor/checkers/linearizability/model';
import type { KeyValueCommand, KeyValueResult } from '@temblor/protocols/state-machines/key-value';

/** What one key holds; null where it is absent. */
type Value = string | null;

/** What `keyValueMachine` may answer, key by key: clients are to see one copy that is never stale. */
export const keyValueModel: SequentialModel<Value, KeyValueCommand, KeyValueResult> = {
  name: 'key-value',
  initial: null,
  partition: ({ key }) => key,
  isRead: (input, output) => input.kind === 'get' || output?.kind === 'mismatch',
  step(value, input, output) {
    switch (input.kind) {
      case 'get':
        return output === undefined || (output.kind === 'value' && output.value === value) ? value : undefined;
      case 'put':
        return input.value;
      case 'append':
        return (value ?? '') + input.value;
      case 'compare-and-set':
        return compareAndSet(value, input, output);
      default:
        return input satisfies never;
    }
  },
  // No value is empty, so that an absent key has a text of its own.
  key: (value) => value ?? '',
  describe: (input, output) => `${describeCommand(input)}${describeResult(output)}`,
};

function compareAndSet(
  value: Value,
  { expected, value: next }: KeyValueCommand & { readonly kind: 'compare-and-set' },
  output: KeyValueResult | undefined,
): Value | undefined {
  const swaps = value === expected;
  if (output?.kind === 'mismatch') return !swaps && output.value === value ? value : undefined;
  if (output?.kind === 'written' && !swaps) return undefined;
  return swaps ? next : value;
}

/** `append l0 7.` */
export function describeCommand(command: KeyValueCommand): string {
  switch (command.kind) {
    case 'get':
      return `get ${command.key}`;
    case 'put':
    case 'append':
      return `${command.kind} ${command.key} ${command.value}`;
    case 'compare-and-set':
      return `compare-and-set ${command.key} ${command.expected ?? 'nothing'} → ${command.value}`;
    default:
      return command satisfies never;
  }
}

function describeResult(result: KeyValueResult | undefined): string {
  if (result === undefined) return ': no answer';
  switch (result.kind) {
    case 'value':
      return `: ${result.value ?? 'nothing'}`;
    case 'mismatch':
      return `: found ${result.value ?? 'nothing'}`;
    case 'written':
      return '';
    default:
      return result satisfies never;
  }
}
