import { seededRandom } from '@temblor/foundation/randomness/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RegisterInput, RegisterOutput } from '../models/register.ts';
import { register } from '../models/register.ts';
import { checkLinearizability } from './check.ts';
import { hasLinearization } from './has-linearization.fixture.ts';
import { recordHistory } from './history.fixture.ts';
import type { TimedOperation } from './timed-operation.ts';

type RegisterOperation = TimedOperation<RegisterInput, RegisterOutput>;

const value = fc.constantFrom('0', '1', '2');
const asked = fc.oneof(
  fc.record({
    input: fc.constant({ kind: 'read' as const }),
    output: fc.record({ kind: fc.constant('value' as const), value }),
  }),
  fc.record({
    input: fc.record({ kind: fc.constant('write' as const), value }),
    output: fc.constant({ kind: 'done' as const }),
  }),
  fc.record({
    input: fc.record({ kind: fc.constant('cas' as const), from: value, to: value }),
    output: fc.constantFrom({ kind: 'swapped' as const }, { kind: 'differed' as const }),
  }),
);

/** Anything at all that clients of a register may have seen; most of it has no linearization. */
const anything: fc.Arbitrary<RegisterOperation> = fc
  .record({ asked, process: fc.nat(3), invokedUs: fc.nat(12), lengthUs: fc.nat(6), isUnknown: fc.nat(3) })
  .map(({ asked: { input, output }, process, invokedUs, lengthUs, isUnknown }) =>
    isUnknown === 0
      ? { process, input, output: undefined, invokedUs, completedUs: Infinity }
      : { process, input, output, invokedUs, completedUs: invokedUs + lengthUs },
  );

describe('the verdict', () => {
  test('is that of the definition, on anything that clients of a register may see', () => {
    const seen = { linearizable: 0, 'not-linearizable': 0, undecided: 0 };
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 7 }), (operations) => {
        const { kind } = checkLinearizability(register, operations);
        seen[kind] += 1;
        expect(kind).toBe(hasLinearization(register, operations) ? 'linearizable' : 'not-linearizable');
      }),
      { numRuns: 1500 },
    );
    expect(Math.min(seen.linearizable, seen['not-linearizable'])).toBeGreaterThan(100);
  });

  test('is the same where the model does not tell which operations are reads', () => {
    const { isRead: _, ...blind } = register;
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 7 }), (operations) => {
        expect(checkLinearizability(blind, operations).kind).toBe(checkLinearizability(register, operations).kind);
      }),
      { numRuns: 500 },
    );
  });

  test('of a history of an atomic register is always that it is linearizable', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(0, 50, 300),
        (seed, clients, unknownPerMille) => {
          const operations = recordHistory(
            { clients, operations: 150, unknownPerMille, draw, perform: atomicRegister() },
            seededRandom(seed),
          );
          expect(checkLinearizability(register, operations)).toEqual({ kind: 'linearizable' });
        },
      ),
      { numRuns: 60 },
    );
  });

  test('tells a partition, of independent registers, the one that is wrong', () => {
    const operations = ['x', 'y'].map((key): RegisterOperation => {
      return {
        process: 1,
        input: { kind: 'read', key },
        output: { kind: 'value', value: key === 'x' ? 'null' : '7' },
        invokedUs: 1,
        completedUs: 2,
      };
    });
    expect(checkLinearizability(register, operations)).toMatchObject({ kind: 'not-linearizable', partition: 'y' });
  });
});

const write = (written: string, invokedUs: number, completedUs: number): RegisterOperation => ({
  ...{ process: 1, input: { kind: 'write', value: written }, output: { kind: 'done' } },
  ...{ invokedUs, completedUs },
});
const read = (seen: string, invokedUs: number, completedUs: number): RegisterOperation => ({
  ...{ process: 2, input: { kind: 'read' }, output: { kind: 'value', value: seen } },
  ...{ invokedUs, completedUs },
});
const unknown = (operation: RegisterOperation): RegisterOperation => ({
  ...operation,
  output: undefined,
  completedUs: Infinity,
});
const verdictOf = (...operations: RegisterOperation[]) => checkLinearizability(register, operations).kind;

describe('real time', () => {
  test('an operation that ends at the instant at which another begins is concurrent to it', () => {
    expect(verdictOf(write('1', 0, 10), read('null', 10, 20))).toBe('linearizable');
    expect(verdictOf(write('1', 0, 9), read('null', 10, 20))).toBe('not-linearizable');
  });

  test('an operation with an unknown outcome may take effect long after its client gave up, once, or never', () => {
    const given = unknown(write('1', 0, 1));
    expect(verdictOf(given, read('null', 50, 60), read('1', 70, 80))).toBe('linearizable');
    expect(verdictOf(given, read('null', 50, 60))).toBe('linearizable');
    expect(verdictOf(given, read('1', 50, 60), write('2', 61, 62), read('1', 70, 80))).toBe('not-linearizable');
    expect(verdictOf(unknown(write('1', 55, 56)), read('1', 50, 54))).toBe('not-linearizable');
  });

  test('an operation that never ended, and yet is known to have taken effect, constrains what is seen', () => {
    expect(verdictOf({ ...write('1', 0, 1), completedUs: Infinity }, read('null', 50, 60))).toBe('linearizable');
  });
});

describe('bounds', () => {
  /** Concurrent writes that all ended, and a read of what nobody wrote: all their orders have to be tried. */
  const hard = [...Array.from({ length: 14 }, (_, index) => write(`${index}`, 0, 100)), read('x', 50, 200)];

  test('of memory end in a verdict that says so, and is no guess', () => {
    expect(checkLinearizability(register, hard, { memoryBytes: 100_000 })).toEqual({
      kind: 'undecided',
      reason: 'the 15 operations need more than 0.1 MiB to decide',
    });
  });

  test('of steps do, too', () => {
    expect(checkLinearizability(register, hard, { steps: 1000 })).toMatchObject({ kind: 'undecided' });
  });

  test('do not keep a partition that is surely wrong from being told', () => {
    const elsewhere: RegisterOperation = { ...read('7', 0, 1), input: { kind: 'read', key: 'y' } };
    expect(checkLinearizability(register, [...hard, elsewhere], { steps: 1000 })).toMatchObject({
      kind: 'not-linearizable',
      partition: 'y',
    });
  });

  test('forty operations of unknown outcome that cannot matter do not make it hard', () => {
    const open = Array.from({ length: 40 }, (_, index) => unknown(write(`${index}`, 0, 1)));
    const operations = [...open, write('a', 10, 20), read('a', 30, 40), read('b', 50, 60)];
    expect(checkLinearizability(register, operations, { steps: 50_000 }).kind).toBe('not-linearizable');
  });
});

describe('the counterexample', () => {
  test('has no linearization whatever became of what it leaves out, and needs each of its operations', () => {
    fc.assert(
      fc.property(fc.array(anything, { minLength: 3, maxLength: 7 }), (operations) => {
        const result = checkLinearizability(register, operations);
        if (result.kind !== 'not-linearizable') return;
        const { operations: needed, weakened, leftOut } = result.counterexample;
        expect(needed.length + leftOut).toBe(operations.length);
        expect(hasLinearization(register, [...needed, ...weakened])).toBe(false);
        for (const one of needed) {
          const without = needed.map((operation) => (operation === one ? unknown(operation) : operation));
          expect(hasLinearization(register, [...without, ...weakened])).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('of a long history is short: a stale read among two hundred operations takes few of them', () => {
    const random = seededRandom(5);
    let writes = 0;
    const draw: Draw = () => (random.integer(0, 1) === 0 ? { kind: 'read' } : { kind: 'write', value: `${writes++}` });
    const operations = recordHistory(
      { clients: 4, operations: 200, unknownPerMille: 20, draw, perform: staleRegister() },
      random,
    );
    const result = checkLinearizability(register, operations);
    if (result.kind !== 'not-linearizable') throw new Error(result.kind);
    expect(result.counterexample.operations.length).toBeLessThan(6);
    expect(result.counterexample.leftOut).toBeGreaterThan(194);
  });

  test('is the whole partition where none is asked for', () => {
    const result = checkLinearizability(register, [write('1', 0, 1), read('2', 3, 4)], { minimise: false });
    expect(result).toMatchObject({ counterexample: { operations: { length: 2 }, leftOut: 0 } });
  });
});

type Draw = (random: ReturnType<typeof seededRandom>) => RegisterInput;

function draw(random: ReturnType<typeof seededRandom>): RegisterInput {
  const drawn = () => `${random.integer(0, 3)}`;
  switch (random.integer(0, 2)) {
    case 0:
      return { kind: 'read' };
    case 1:
      return { kind: 'write', value: drawn() };
    default:
      return { kind: 'cas', from: drawn(), to: drawn() };
  }
}

function atomicRegister(): (input: RegisterInput) => RegisterOutput {
  let held = 'null';
  return (input) => {
    switch (input.kind) {
      case 'read':
        return { kind: 'value', value: held };
      case 'write':
        held = input.value;
        return { kind: 'done' };
      case 'cas': {
        if (held !== input.from) return { kind: 'differed' };
        held = input.to;
        return { kind: 'swapped' };
      }
      default:
        return input satisfies never;
    }
  };
}

/** The planted bug: every seventh read is answered by a replica that has not heard of the last three writes. */
function staleRegister(): (input: RegisterInput) => RegisterOutput {
  const values = ['null', 'null', 'null'];
  let reads = 0;
  return (input) => {
    if (input.kind === 'write') values.push(input.value);
    if (input.kind === 'read') reads += 1;
    return input.kind === 'read'
      ? { kind: 'value', value: values.at(reads % 7 === 0 ? -4 : -1) ?? 'null' }
      : { kind: 'done' };
  };
}
