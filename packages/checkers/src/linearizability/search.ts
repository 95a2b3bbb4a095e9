/**
 * The search for a linearization of one partition: Wing and Gong's, with Lowe's memory of visited configurations.
 *
 * Three things are done beyond that, all of them sound:
 * - A read that fits takes effect at once, without alternatives: it can be moved to the front of every linearization.
 * - An unknown operation need never take effect. It is only tried where it changes the state, and only kept where what
 *   comes right after it needs it: what comes out the same without it, or with it a step later, is found on that path.
 * - Of unknown operations that ask the same only the earliest is tried.
 */
import { EventList } from './event-list.ts';
import type { SequentialModel } from './model.ts';
import { Progress } from './progress.ts';
import { predecessors, twins } from './relations.ts';
import { StateIds } from './state-ids.ts';
import type { TimedOperation } from './timed-operation.ts';
import { Visited } from './visited.ts';

/** What a search may use. */
export interface SearchLimits {
  readonly memoryBytes: number;
  readonly steps: number;
}

/** `memory` and `steps`: that limit was reached, and nothing is known. */
type SearchResult = 'linearizable' | 'impossible' | 'memory' | 'steps';

/** Searches for a linearization of operations on one object. */
export function search<State, Input, Output>(
  model: SequentialModel<State, Input, Output>,
  operations: readonly TimedOperation<Input, Output>[],
  limits: SearchLimits,
): SearchResult {
  const settled = model.settle === undefined ? operations : model.settle(operations);
  return settled === undefined ? 'impossible' : new Search(model, settled, limits).run();
}

/**
 * Every state in which an operation could take effect by the order of time, whatever it answered.
 * @returns undefined where a limit was reached, or where there is a linearization after all.
 */
export function statesBefore<State, Input, Output>(
  model: SequentialModel<State, Input, Output>,
  operations: readonly TimedOperation<Input, Output>[],
  operation: TimedOperation<Input, Output>,
  limits: SearchLimits,
): State[] | undefined {
  const states = new Map<string | number, State>();
  // Not settled: what would be left out does not matter for the verdict, but for the states it does.
  const { order: _, ...unordered } = model;
  const search = new Search(unordered, operations, limits);
  const result = search.run(operation, (state) => states.set(model.key(state), state));
  return result === 'impossible' ? [...states.values()] : undefined;
}

/**
 * Every state in which the object can be as soon as an operation has completed, by the operations that were invoked until then.
 * @returns undefined where a limit was reached.
 */
export function statesAfter<State, Input, Output>(
  model: SequentialModel<State, Input, Output>,
  operations: readonly TimedOperation<Input, Output>[],
  { process, input, output, completedUs }: TimedOperation<Input, Output>,
  limits: SearchLimits,
): State[] | undefined {
  // One that asks right afterwards, and is never answered: where it could take effect, the others are over.
  const atUs = completedUs + rightAfterUs;
  const probe = { process, input: structuredClone(input), output, invokedUs: atUs, completedUs: atUs };
  const refusing: typeof model = {
    ...model,
    step: (state, asked, answered) => (asked === probe.input ? undefined : model.step(state, asked, answered)),
  };
  const begun = operations.filter(({ invokedUs }) => invokedUs < atUs);
  return statesBefore(refusing, [...begun, probe], probe, limits);
}

/** Less than lies between any two moments of a history. */
const rightAfterUs = 0.0005;

/** Where in its alternatives a configuration stands. */
type Phase = 'reads' | 'others' | 'unknown';

class Search<State, Input, Output> {
  readonly #model: SequentialModel<State, Input, Output>;
  readonly #limits: SearchLimits;
  /** Those that completed, then those with an unknown outcome, each in the order of invocation. */
  readonly #operations: readonly TimedOperation<Input, Output>[];
  readonly #completedCount: number;
  readonly #isRead: readonly boolean[];
  /** Of an unknown operation the one before it that asks the same, or -1. */
  readonly #twin: readonly number[];
  /** Of a completed operation those that take effect before it, by what the model says. */
  readonly #predecessors: readonly (readonly number[])[];
  readonly #events: EventList;
  readonly #progress: Progress;
  readonly #visited: Visited;
  readonly #ids: StateIds<State>;
  #steps = 0;

  /** The path: operations that took effect, the state before each, and the greatest completed index before each. */
  readonly #path: number[] = [];
  readonly #statesBefore: State[] = [];
  readonly #greatestBefore: number[] = [];
  #state: State;
  #stateId: number;
  #greatest = -1;

  /** The next alternative of the configuration at the end of the path: an event, or the index of an unknown operation. */
  #phase: Phase = 'reads';
  #cursor = 0;

  constructor(
    model: SequentialModel<State, Input, Output>,
    operations: readonly TimedOperation<Input, Output>[],
    limits: SearchLimits,
  ) {
    const sorted = operations.toSorted((left, right) => left.invokedUs - right.invokedUs);
    const completed = sorted.filter(({ output }) => output !== undefined);
    const unknown = sorted.filter(
      ({ input, output }) => output === undefined && model.isRead?.(input, output) !== true,
    );
    this.#model = model;
    this.#limits = limits;
    this.#operations = [...completed, ...unknown];
    this.#completedCount = completed.length;
    this.#isRead = this.#operations.map(({ input, output }) => model.isRead?.(input, output) === true);
    this.#twin = twins(unknown).map((twin) => (twin === -1 ? -1 : twin + completed.length));
    this.#predecessors = predecessors(completed, model.order?.(operations) ?? []);
    this.#events = new EventList(completed);
    this.#progress = new Progress(completed.length, unknown.length);
    this.#visited = new Visited(this.#progress);
    this.#ids = new StateIds(model.key);
    this.#state = model.initial;
    this.#stateId = this.#ids.of(model.initial);
    this.#cursor = this.#events.after(0);
  }

  /** @param see is told every state of a configuration in which the watched operation may be next. */
  run(watched?: TimedOperation<Input, Output>, see?: (state: State) => void): SearchResult {
    const watchedIndex = watched === undefined ? -1 : this.#operations.indexOf(watched);
    while (this.#events.after(0) !== 0) {
      if (this.#phase === 'reads' && watchedIndex !== -1 && this.#mayBeNext(watchedIndex)) see?.(this.#state);
      if (this.#steps > this.#limits.steps) return 'steps';
      if (this.#visited.bytes + this.#ids.bytes > this.#limits.memoryBytes) return 'memory';
      if (!this.#advance() && !this.#backtrack()) return 'impossible';
    }
    return 'linearizable';
  }

  /** Lets the next alternative take effect that may. @returns false where there is none. */
  #advance(): boolean {
    switch (this.#phase) {
      case 'reads':
        return this.#advanceByRead() || this.#advanceByOther();
      case 'others':
        return this.#advanceByOther();
      case 'unknown':
        return this.#advanceByUnknown();
      default:
        return this.#phase satisfies never;
    }
  }

  #advanceByRead(): boolean {
    const events = this.#events;
    for (let event = events.after(0); ; event = events.after(event)) {
      const operation = events.invokedAt(event);
      if (operation < 0) break;
      if (this.#isRead[operation] !== true) continue;
      if (this.#step(this.#state, operation) === undefined) continue;
      this.#take(operation, this.#state, this.#stateId);
      return true;
    }
    this.#phase = 'others';
    this.#cursor = events.after(0);
    return false;
  }

  #advanceByOther(): boolean {
    const events = this.#events;
    for (let event = this.#cursor; ; event = events.after(event)) {
      const operation = events.invokedAt(event);
      if (operation < 0) break;
      if (this.#isRead[operation] !== true && this.#isInTurn(operation) && this.#try(operation)) return true;
    }
    this.#phase = 'unknown';
    this.#cursor = this.#completedCount;
    return this.#advanceByUnknown();
  }

  #advanceByUnknown(): boolean {
    if (this.#completedCount === this.#operations.length) return false;
    const deadlineUs = this.#deadlineUs();
    for (let operation = this.#cursor; operation < this.#operations.length; operation += 1) {
      if ((this.#operations[operation]?.invokedUs ?? Infinity) > deadlineUs) break;
      this.#steps += 1;
      const twin = this.#twin[operation - this.#completedCount] ?? -1;
      if (this.#progress.has(operation) || (twin !== -1 && !this.#progress.has(twin))) continue;
      if (this.#try(operation)) return true;
    }
    return false;
  }

  #mayBeNext(operation: number): boolean {
    let event = this.#events.after(0);
    while (this.#events.invokedAt(event) >= 0 && this.#events.invokedAt(event) !== operation) {
      event = this.#events.after(event);
    }
    return this.#events.invokedAt(event) === operation;
  }

  /** When the first of the operations that are left completes: nothing invoked later may take effect before it has. */
  #deadlineUs(): number {
    let event = this.#events.after(0);
    while (this.#events.invokedAt(event) >= 0) event = this.#events.after(event);
    return this.#operations[this.#events.completedAt(event)]?.completedUs ?? Infinity;
  }

  /** Lets an operation take effect where the model allows it, it is of use, and the result is new. */
  #try(operation: number): boolean {
    const after = this.#step(this.#state, operation);
    if (after === undefined) return false;
    const id = this.#ids.of(after);
    if (operation >= this.#completedCount && id === this.#stateId) return false;
    if (this.#madeTheLastUseless(operation, id)) return false;
    const previousState = this.#state;
    const previousId = this.#stateId;
    this.#take(operation, after, id);
    const first = this.#events.invokedAt(this.#events.after(0));
    if (this.#visited.add(id, Math.max(0, first) >>> 5, this.#greatest >> 5)) return true;
    this.#giveBack();
    this.#state = previousState;
    this.#stateId = previousId;
    this.#phase = operation < this.#completedCount ? 'others' : 'unknown';
    return false;
  }

  /** Whether the operation before this one was an unknown one, and the same state comes out without it, or with it later. */
  #madeTheLastUseless(operation: number, id: number): boolean {
    const last = this.#path.at(-1);
    const before = this.#statesBefore.at(-1);
    if (last === undefined || last < this.#completedCount || before === undefined) return false;
    const without = this.#step(before, operation);
    if (without === undefined) return false;
    if (this.#ids.of(without) === id) return true;
    if (operation >= this.#completedCount) return false;
    const later = this.#step(without, last);
    return later !== undefined && this.#ids.of(later) === id;
  }

  #take(operation: number, after: State, id: number): void {
    this.#path.push(operation);
    this.#statesBefore.push(this.#state);
    this.#greatestBefore.push(this.#greatest);
    this.#state = after;
    this.#stateId = id;
    this.#progress.flip(operation);
    if (operation < this.#completedCount) {
      this.#events.lift(operation);
      this.#greatest = Math.max(this.#greatest, operation);
    }
    this.#phase = 'reads';
  }

  /** Takes back the last operation of the path. @returns it, or -1 where the path is empty. */
  #giveBack(): number {
    const operation = this.#path.pop() ?? -1;
    const state = this.#statesBefore.pop();
    if (operation === -1 || state === undefined) return -1;
    this.#state = state;
    this.#greatest = this.#greatestBefore.pop() ?? -1;
    this.#progress.flip(operation);
    if (operation < this.#completedCount) this.#events.unlift(operation);
    return operation;
  }

  /** Goes back to the last configuration that has alternatives left, and past the one tried. @returns false where there is none. */
  #backtrack(): boolean {
    let operation = this.#giveBack();
    while (operation !== -1 && this.#isRead[operation] === true) operation = this.#giveBack();
    if (operation === -1) return false;
    this.#stateId = this.#ids.of(this.#state);
    const isUnknown = operation >= this.#completedCount;
    this.#phase = isUnknown ? 'unknown' : 'others';
    this.#cursor = isUnknown ? operation + 1 : this.#events.after(this.#events.invocationOf(operation));
    return true;
  }

  #step(state: State, operation: number): State | undefined {
    this.#steps += 1;
    const asked = this.#operations[operation];
    return asked === undefined ? undefined : this.#model.step(state, asked.input, asked.output);
  }

  #isInTurn(completed: number): boolean {
    return this.#predecessors[completed]?.every((predecessor) => this.#progress.has(predecessor)) !== false;
  }
}
