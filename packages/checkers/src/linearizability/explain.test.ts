import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RegisterInput, RegisterOutput } from '../models/register.ts';
import { register } from '../models/register.ts';
import { checkLinearizability } from './check.ts';
import { explain, secondsSince } from './explain.ts';
import type { TimedOperation } from './timed-operation.ts';

type RegisterOperation = TimedOperation<RegisterInput, RegisterOutput>;

const operation = (input: RegisterInput, output: RegisterOutput | undefined, invokedUs: number, completedUs: number) =>
  ({ process: 1, input, output, invokedUs, completedUs }) satisfies RegisterOperation;

const value = fc.constantFrom('1', '2', '3');
/** Writes, some of unknown outcome, and after them a read of something else. */
const impossible = fc
  .array(fc.record({ value, invokedUs: fc.nat(20), lengthUs: fc.nat(8), isUnknown: fc.boolean() }), { maxLength: 6 })
  .map((writes) => [
    ...writes.map(({ value, invokedUs, lengthUs, isUnknown }) =>
      isUnknown
        ? operation({ kind: 'write', value }, undefined, invokedUs, Infinity)
        : operation({ kind: 'write', value }, { kind: 'done' }, invokedUs, invokedUs + lengthUs),
    ),
    operation({ kind: 'read' }, { kind: 'value', value: 'other' }, 15, 30),
  ]);

/** What the register can hold when the read takes effect: what no write that ended surely followed before the read began. */
function possibleValues(operations: readonly RegisterOperation[]): string[] {
  const writes = operations.filter(({ input }) => input.kind === 'write');
  const endedBefore = (us: number) => writes.filter(({ completedUs }) => completedUs < us);
  const last = writes.filter(({ invokedUs, completedUs }) => {
    return invokedUs <= 30 && !endedBefore(15).some((other) => completedUs < other.invokedUs);
  });
  const values = last.flatMap(({ input }) => (input.kind === 'write' ? [input.value] : []));
  return [...new Set(endedBefore(15).length === 0 ? ['null', ...values] : values)].sort();
}

describe('an explanation', () => {
  test('tells every state in which the object can be, and none that allows the answer', () => {
    fc.assert(
      fc.property(impossible, (operations) => {
        const result = checkLinearizability(register, operations);
        if (result.kind !== 'not-linearizable') throw new Error(result.kind);
        const told = explain(register, result.counterexample, secondsSince(0)).at(-1) ?? '';
        const states = told.replace(/^.* is then /, '').split(/, | or /);
        expect(states).toEqual(expect.arrayContaining(possibleValues(operations)));
        expect(states).not.toContain('other');
      }),
      { numRuns: 200 },
    );
  });

  test('tells who, when, and what was over or under way', () => {
    const operations = [
      operation({ kind: 'write', value: '1' }, { kind: 'done' }, 1_000_000, 1_200_000),
      operation({ kind: 'read' }, { kind: 'value', value: 'null' }, 1_300_000, 1_350_000),
    ];
    const result = checkLinearizability(register, operations);
    if (result.kind !== 'not-linearizable') throw new Error(result.kind);
    expect(explain(register, result.counterexample, secondsSince(1_000_000))).toEqual([
      'client 1: read → null, from 0.3000 s to 0.3500 s: no order of the operations explains that',
      'over before it began: write 1 (client 1, from 0.0000 s to 0.2000 s)',
      'the register is then 1',
    ]);
  });
});
