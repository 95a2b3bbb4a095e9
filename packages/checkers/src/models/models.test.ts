import { seededRandom } from '@temblor/foundation/randomness/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkLinearizability } from '../linearizability/check.ts';
import { hasLinearization } from '../linearizability/has-linearization.fixture.ts';
import type { Clients } from '../linearizability/history.fixture.ts';
import { recordHistory } from '../linearizability/history.fixture.ts';
import type { SequentialModel } from '../linearizability/model.ts';
import type { TimedOperation } from '../linearizability/timed-operation.ts';
import { keyValue } from './key-value.ts';
import type { KeyValueInput, KeyValueOutput } from './key-value-words.ts';
import type { LogInput, LogOutput } from './log.ts';
import { log } from './log.ts';
import { queue } from './queue.ts';
import type { QueueInput, QueueOutput } from './queue-values.ts';
import type { RegisterInput, RegisterOutput } from './register.ts';
import { register } from './register.ts';
import type { SetInput, SetOutput } from './set.ts';
import { set, setByElement } from './set.ts';

/** An object as one would program it, and as one would program it wrongly: `isWrong` plants the bug. */
interface Subject<State, Input, Output> {
  readonly model: SequentialModel<State, Input, Output>;
  readonly draw: Clients<Input, Output>['draw'];
  readonly make: (isWrong: boolean) => (input: Input) => Output;
}

const digit = (random: { integer(low: number, high: number): number }): string => `${random.integer(0, 3)}`;
const done = { kind: 'done' } as const;

const registerSubject: Subject<string, RegisterInput, RegisterOutput> = {
  model: register,
  draw: (random) =>
    random.pick<RegisterInput>([
      { kind: 'read' },
      { kind: 'write', value: digit(random) },
      { kind: 'cas', from: digit(random), to: digit(random) },
    ]),
  // The bug: a compare-and-set that does not compare.
  make: (isWrong) => {
    let held = 'null';
    return (input) => {
      if (input.kind === 'read') return { kind: 'value', value: held };
      if (input.kind === 'cas' && held !== input.from && !isWrong) return { kind: 'differed' };
      held = input.kind === 'cas' ? input.to : input.value;
      return input.kind === 'cas' ? { kind: 'swapped' } : done;
    };
  },
};

const keyValueSubject: Subject<string, KeyValueInput, KeyValueOutput> = {
  model: keyValue,
  draw: (random, index) => {
    const key = random.pick(['x', 'y']);
    return random.pick<KeyValueInput>([
      { kind: 'get', key },
      { kind: 'put', key, value: `${index};` },
      { kind: 'append', key, value: `${index};` },
    ]);
  },
  // The bug: every fifth append is acknowledged and lost.
  make: (isWrong) => {
    const held = new Map<string, string>();
    let appends = 0;
    return (input) => {
      const before = held.get(input.key) ?? '';
      if (input.kind === 'get') return { kind: 'value', value: before };
      if (input.kind === 'cas') {
        if (before !== input.from) return { kind: 'differed', value: before };
        held.set(input.key, input.to);
        return done;
      }
      if (input.kind === 'append') appends += 1;
      if (input.kind === 'put') held.set(input.key, input.value);
      else if (!isWrong || appends % 5 !== 0) held.set(input.key, before + input.value);
      return done;
    };
  },
};

/** The same with compare-and-set, which sometimes finds what it expects. */
const keyValueCasSubject: typeof keyValueSubject = {
  ...keyValueSubject,
  draw: (random) => {
    const key = 'x';
    const [from, to] = [random.pick(['1', '2', '']), random.pick(['1', '2'])];
    return random.pick<KeyValueInput>([
      { kind: 'get', key },
      { kind: 'put', key, value: to },
      { kind: 'append', key, value: to },
      { kind: 'append', key, value: to },
      { kind: 'cas', key, from, to },
    ]);
  },
};

/** @param readsAll whether somebody asks for all elements. */
const setSubject = (readsAll: boolean): Subject<ReadonlySet<string>, SetInput, SetOutput> => ({
  model: readsAll ? set : setByElement,
  draw: (random) =>
    random.pick<SetInput>([
      { kind: 'add', element: digit(random) },
      { kind: 'remove', element: digit(random) },
      readsAll ? { kind: 'read' } : { kind: 'contains', element: digit(random) },
    ]),
  // The bug: an element that was removed does not come back.
  make: (isWrong) => {
    const held = new Set<string>();
    const removed = new Set<string>();
    return (input) => {
      if (input.kind === 'read') return { kind: 'elements', elements: [...held] };
      if (input.kind === 'contains') return { kind: 'contains', contains: held.has(input.element) };
      if (input.kind === 'remove') {
        held.delete(input.element);
        removed.add(input.element);
      } else if (!isWrong || !removed.has(input.element)) held.add(input.element);
      return done;
    };
  },
});

const queueSubject: Subject<readonly string[], QueueInput, QueueOutput> = {
  model: queue,
  draw: (random, index) => random.pick<QueueInput>([{ kind: 'enqueue', value: `${index}` }, { kind: 'dequeue' }]),
  // The bug: every eighth dequeue hands out what stays in the queue.
  make: (isWrong) => {
    const held: string[] = [];
    let dequeues = 0;
    return (input) => {
      if (input.kind === 'enqueue') {
        held.push(input.value);
        return done;
      }
      dequeues += 1;
      const value = isWrong && dequeues % 8 === 0 ? held[0] : held.shift();
      return value === undefined ? { kind: 'empty' } : { kind: 'value', value };
    };
  },
};

const logSubject: Subject<readonly string[], LogInput, LogOutput> = {
  model: log,
  draw: (random, index) =>
    random.pick<LogInput>([
      { kind: 'append', value: `${index}` },
      { kind: 'read', position: random.integer(0, 20) },
    ]),
  // The bug: the fifth append is given the position of the fourth, and overwrites it.
  make: (isWrong) => {
    const held: string[] = [];
    let appends = 0;
    return (input) => {
      if (input.kind === 'append') {
        appends += 1;
        const position = isWrong && appends === 5 ? 3 : held.length;
        held[position] = input.value;
        return { kind: 'position', position };
      }
      const value = held[input.position];
      return value === undefined ? { kind: 'absent' } : { kind: 'value', value };
    };
  },
};

describe.each([
  ['a register', proofs(registerSubject)],
  ['a key-value store', proofs(keyValueSubject)],
  ['a set that is read whole', proofs(setSubject(true))],
  ['a set, element by element', proofs(setSubject(false))],
  ['a queue', proofs(queueSubject)],
  ['a log', proofs(logSubject)],
])('%s', (_, { passesRight, catchesWrong, agreesWithDefinition }) => {
  test('that is atomic passes, whatever was never answered', passesRight);
  test('with the planted bug is caught', catchesWrong);
  test('is judged as the definition says, right or wrong', agreesWithDefinition);
});

describe('a key-value store with compare-and-set', () => {
  const { passesRight, agreesWithDefinition } = proofs(keyValueCasSubject);
  test('that is atomic passes, whatever was never answered', passesRight);
  test('is judged as the definition says, right or wrong', agreesWithDefinition);
});

function proofs<State, Input extends { readonly kind: string }, Output>({
  model,
  draw,
  make,
}: Subject<State, Input, Output>) {
  const record = (seed: number, operations: number, isWrong: boolean, unknownPerMille: number) =>
    recordHistory(
      { clients: isWrong ? 2 : 4, operations, unknownPerMille, draw, perform: make(isWrong) },
      seededRandom(seed),
    );
  return {
    passesRight: () => {
      for (const seed of [1, 2, 3])
        expect(checkLinearizability(model, record(seed, 80, false, 20)).kind).toBe('linearizable');
      fc.assert(
        fc.property(fc.integer(), fc.constantFrom(0, 100), (seed, unknownPerMille) => {
          const history = record(seed, 60, false, unknownPerMille);
          // A queue with many dequeues that were never answered may take longer than that.
          expect(checkLinearizability(model, history, { steps: 20_000 }).kind).not.toBe('not-linearizable');
        }),
        { numRuns: 20 },
      );
    },
    catchesWrong: () => {
      const caught = [1, 2, 3, 4, 5].map((seed) => checkLinearizability(model, record(seed, 120, true, 20)));
      for (const result of caught) {
        if (result.kind !== 'not-linearizable') throw new Error(result.kind);
        expect(result.counterexample.operations.length).toBeLessThan(24);
      }
    },
    agreesWithDefinition: () =>
      fc.assert(
        fc.property(fc.integer(), fc.boolean(), (seed, isMixedUp) => {
          const recorded = record(seed, 8, false, 200);
          const history = isMixedUp ? withAnswersSwapped(recorded) : recorded;
          const parts = Map.groupBy(history, ({ input }) => model.partition?.(input));
          const isRight = parts.values().every((part) => hasLinearization(model, part));
          expect(checkLinearizability(model, history).kind).toBe(isRight ? 'linearizable' : 'not-linearizable');
        }),
        { numRuns: 100 },
      ),
  };
}

/** The same history, but every other operation has the answer that the last one of its kind got. */
function withAnswersSwapped<Input extends { readonly kind: string }, Output>(
  history: readonly TimedOperation<Input, Output>[],
): TimedOperation<Input, Output>[] {
  const last = new Map<string, Output>();
  return history.map((operation, index) => {
    const answer = last.get(operation.input.kind);
    if (operation.output !== undefined) last.set(operation.input.kind, operation.output);
    return index % 2 === 0 || answer === undefined
      ? operation
      : { ...operation, output: answer, completedUs: operation.invokedUs + 5 };
  });
}
