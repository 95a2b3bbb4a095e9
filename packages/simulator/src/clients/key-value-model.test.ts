import { checkLinearizability } from '@temblor/checkers/linearizability/check';
import type { KeyValueCommand, KeyValueResult } from '@temblor/protocols/state-machines/key-value';
import { keyValueMachine } from '@temblor/protocols/state-machines/key-value';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyValueModel } from './key-value-model.ts';

const value = fc.constantFrom('a', 'b');
const commands = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('get' as const), key: value }),
    fc.record({ kind: fc.constantFrom('put' as const, 'append' as const), key: value, value }),
    fc.record({
      kind: fc.constant('compare-and-set' as const),
      key: value,
      expected: fc.option(value),
      value,
    }),
  ),
  { maxLength: 12 },
);

/** What the machine answers, one command after the other. */
function answers(list: readonly KeyValueCommand[]) {
  let state = keyValueMachine.initial;
  return list.map((input, index) => {
    let output: KeyValueResult;
    [state, output] = keyValueMachine.apply(state, input, index);
    return { process: 1, input, output, invokedUs: 2 * index, completedUs: 2 * index + 1 };
  });
}

test('what the machine answers is linearizable', () => {
  fc.assert(
    fc.property(commands, (list) => {
      expect(checkLinearizability(keyValueModel, answers(list)).kind).toBe('linearizable');
    }),
  );
});

test('a stale get, and a compare-and-set that should have found something else, are not', () => {
  const history = answers([
    { kind: 'put', key: 'k', value: 'a' },
    { kind: 'compare-and-set', key: 'k', expected: 'a', value: 'b' },
    { kind: 'get', key: 'k' },
  ]);
  const [put, swap, get] = history;
  if (put === undefined || swap === undefined || get === undefined) throw new Error('three answers were expected');
  const stale: KeyValueResult = { kind: 'value', value: 'a' };
  expect(checkLinearizability(keyValueModel, [put, swap, { ...get, output: stale }]).kind).toBe('not-linearizable');
  const mismatch: KeyValueResult = { kind: 'mismatch', value: 'a' };
  expect(checkLinearizability(keyValueModel, [put, { ...swap, output: mismatch }]).kind).toBe('not-linearizable');
});
