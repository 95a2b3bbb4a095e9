/** A map of strings: the smallest state machine on which lost, doubled and stale operations can be told apart. */
import type { StateMachine } from './state-machine.ts';

export type KeyValueCommand =
  | { readonly kind: 'get'; readonly key: string }
  | { readonly kind: 'put'; readonly key: string; readonly value: string }
  /** To the value's end; a key that is absent counts as ''. Not idempotent: done twice, it shows. */
  | { readonly kind: 'append'; readonly key: string; readonly value: string }
  /** Writes where the value is the expected one; null expects the key to be absent. */
  | {
      readonly kind: 'compare-and-set';
      readonly key: string;
      readonly expected: string | null;
      readonly value: string;
    };

export type KeyValueResult =
  /** Of a get; null where the key is absent. */
  | { readonly kind: 'value'; readonly value: string | null }
  | { readonly kind: 'written' }
  /** A compare-and-set found this instead, and changed nothing. */
  | { readonly kind: 'mismatch'; readonly value: string | null };

/** A write copies the map, which suits a small one. */
export type KeyValueState = Readonly<Record<string, string>>;

const written: KeyValueResult = { kind: 'written' };

export const keyValueMachine: StateMachine<KeyValueState, KeyValueCommand, KeyValueResult> = {
  initial: {},
  apply(state, command) {
    const { key } = command;
    const value = Object.hasOwn(state, key) ? (state[key] ?? null) : null;
    switch (command.kind) {
      case 'get':
        return [state, { kind: 'value', value }];
      case 'put':
        return [{ ...state, [key]: command.value }, written];
      case 'append':
        return [{ ...state, [key]: (value ?? '') + command.value }, written];
      case 'compare-and-set':
        if (value !== command.expected) return [state, { kind: 'mismatch', value }];
        return [{ ...state, [key]: command.value }, written];
      default:
        return command satisfies never;
    }
  },
};
