import { describe, expect, test } from 'vitest';
import type { KeyValueCommand } from './key-value.ts';
import { keyValueMachine } from './key-value.ts';

function run(...commands: KeyValueCommand[]) {
  let state = keyValueMachine.initial;
  const results = commands.map((command, index) => {
    const [next, result] = keyValueMachine.apply(state, command, index + 1);
    state = next;
    return result;
  });
  return { state, results };
}

describe('the key-value machine', () => {
  test('gives what was written last, and null for what never was', () => {
    const { results } = run(
      { kind: 'put', key: 'a', value: '1' },
      { kind: 'append', key: 'a', value: '2' },
      { kind: 'append', key: 'b', value: '3' },
      { kind: 'get', key: 'a' },
      { kind: 'get', key: 'b' },
      { kind: 'get', key: 'c' },
    );
    expect(results.slice(3)).toEqual([
      { kind: 'value', value: '12' },
      { kind: 'value', value: '3' },
      { kind: 'value', value: null },
    ]);
  });

  test('a compare-and-set writes only over what it expects', () => {
    const { state, results } = run(
      { kind: 'compare-and-set', key: 'a', expected: null, value: '1' },
      { kind: 'compare-and-set', key: 'a', expected: null, value: '2' },
      { kind: 'compare-and-set', key: 'a', expected: '1', value: '3' },
    );
    expect(results).toEqual([{ kind: 'written' }, { kind: 'mismatch', value: '1' }, { kind: 'written' }]);
    expect(state).toEqual({ a: '3' });
  });

  test('a key may have any name, those of Object.prototype too', () => {
    const { state, results } = run(
      { kind: 'get', key: 'constructor' },
      { kind: 'append', key: '__proto__', value: 'x' },
      { kind: 'append', key: '__proto__', value: 'y' },
    );
    expect(results[0]).toEqual({ kind: 'value', value: null });
    expect(JSON.stringify(state)).toBe('{"__proto__":"xy"}');
  });
});
