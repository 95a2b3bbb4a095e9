import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RegisterInput, RegisterOutput } from '../models/register.ts';
import { register } from '../models/register.ts';
import { checkLinearizability } from './check.ts';
import { explain, linesOfFile, secondsSince, timesOfFile } from './explain.ts';
import { stepsOf } from './steps.ts';
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
        const { values: _, ...wordless } = register;
        const lines = explain(wordless, result.counterexample, secondsSince(0));
        const told = lines.find((line) => line.includes(' is then ')) ?? '';
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
      'client 1: read → null, from 0.3000 s to 0.3500 s: null, as it was at first, was overwritten by write 1 at 0.0000 s; the register is then 1',
      'over before it began: write 1 (client 1, from 0.0000 s to 0.2000 s)',
    ]);
  });

  test('says plainly that nobody wrote what was read, also where a write was acknowledged', () => {
    const operations = [
      operation({ kind: 'write', value: '1' }, { kind: 'done' }, 1, 2),
      operation({ kind: 'read' }, { kind: 'value', value: '3' }, 3, 4),
    ];
    const result = checkLinearizability(register, operations);
    if (result.kind !== 'not-linearizable') throw new Error(result.kind);
    expect(explain(register, result.counterexample, linesOfFile)).toEqual([
      'client 1: read → 3, from line 3 to line 4: nobody wrote 3 before that',
    ]);
    expect(stepsOf(register, { ...result.counterexample, operations }, linesOfFile)).toEqual([
      { place: 'line 1', process: 1, words: 'write 1', after: '1' },
      { place: 'line 3', process: 1, words: 'read → 3', after: undefined },
    ]);
  });

  test('an overwriting write is named only where it was surely the later one', () => {
    const write = (value: string, invokedUs: number, completedUs: number) =>
      operation({ kind: 'write', value }, { kind: 'done' }, invokedUs, completedUs);
    const read = (value: string, invokedUs: number) =>
      operation({ kind: 'read' }, { kind: 'value', value }, invokedUs, invokedUs + 1);
    const tell = (operations: readonly RegisterOperation[]) => {
      const result = checkLinearizability(register, operations);
      if (result.kind !== 'not-linearizable') throw new Error(result.kind);
      return explain(register, result.counterexample, linesOfFile)[0];
    };
    expect(tell([write('1', 1, 2), write('2', 3, 4), read('1', 5)])).toMatch(
      /: the last 1 was overwritten by write 2 at line 3; the register is then 2$/,
    );
    expect(tell([write('1', 1, 4), write('2', 2, 3), read('2', 5), read('1', 7)])).toMatch(/: the register is then 2$/);
  });

  test('times are those of the file, in a unit that fits its length', () => {
    expect(timesOfFile(900).time(1_000_012.5)).toBe('1000012.5 µs');
    expect(timesOfFile(90_000).time(1_000_012)).toBe('1000.012 ms');
    expect(timesOfFile(9_000_000).time(1_000_012)).toBe('1.000012 s');
  });
});
