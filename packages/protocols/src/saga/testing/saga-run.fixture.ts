/** One saga, driven by hand: a scenario says what happens, and the run writes down what the machine did. */
import { createSaga, resumeSaga, stepSaga } from '../saga.ts';
import type {
  Reason,
  RunningSaga,
  SagaDefinition,
  SagaEffect,
  SagaInput,
  SagaStepped,
  SavedSaga,
  StepOutcome,
  StepState,
} from '../saga-types.ts';

const compensable = { kind: 'compensable', attempts: 2, waitMs: 100, canQuery: true } as const;

/** Hold a seat, charge for it, sell it, save it. */
export const selling: SagaDefinition = {
  name: 'selling',
  steps: [
    { name: 'hold', timeoutMs: 2_000, ...compensable },
    { name: 'charge', timeoutMs: 3_000, ...compensable },
    { name: 'sell', timeoutMs: 2_000, ...compensable, canQuery: false },
    { name: 'save', kind: 'pivot', timeoutMs: 0, attempts: 3, waitMs: 300, canQuery: false },
  ],
  undoTimeoutMs: 2_000,
  longestWaitMs: 1_000,
  attemptsToOperator: 3,
};

/** The same, with two steps behind the pivot. */
export const sellingAndTelling: SagaDefinition = {
  ...selling,
  steps: [
    ...selling.steps,
    { name: 'tell', kind: 'retriable', timeoutMs: 500, attempts: 1, waitMs: 200, canQuery: false },
    { name: 'count', kind: 'retriable', timeoutMs: 500, attempts: 1, waitMs: 200, canQuery: false },
  ],
};

export const done: StepOutcome = { kind: 'done', result: null };
export const because = (code: string): Reason => ({ code, detail: `it is ${code}` });
export const refused = (code: string): StepOutcome => ({ kind: 'refused', reason: because(code) });
export const failed = (code: string): StepOutcome => ({ kind: 'failed', reason: because(code) });
export const unknown = (code: string): StepOutcome => ({ kind: 'unknown', reason: because(code) });

/** The deadline is at 5,000 ms. */
export class SagaRun {
  nowMs = 0;
  /** What is on disk. */
  durable: SavedSaga;
  #state: RunningSaga;
  #written: string[] = [];
  readonly #definition: SagaDefinition;

  constructor(definition: SagaDefinition = selling) {
    this.#definition = definition;
    this.durable = createSaga(definition, { id: 's', input: null, deadlineMs: 5_000 });
    this.#state = this.#take(resumeSaga(definition, this.durable, 'fresh', this.nowMs));
  }

  get saga(): SavedSaga {
    return this.#state.saga;
  }

  /** What the machine did since this was asked last. */
  did(): readonly string[] {
    const did = this.#written;
    this.#written = [];
    return did;
  }

  tell(input: SagaInput): this {
    this.#state = this.#take(stepSaga(this.#definition, this.#state, input, this.nowMs));
    return this;
  }

  /** The record that was asked for is durable. */
  persisted(): this {
    if (this.#state.activity.kind === 'persisting') this.durable = this.#state.saga;
    return this.tell({ kind: 'persisted' });
  }

  persistFails(outcome: 'not-applied' | 'unknown' = 'not-applied'): this {
    return this.tell({ kind: 'persist-failed', outcome, reason: because('database-down') });
  }

  /** The call that is outstanding ends so. */
  ends(outcome: StepOutcome, afterMs = 0): this {
    const { activity } = this.#state;
    if (activity.kind !== 'calling') throw new Error(`nothing is being called: ${activity.kind}`);
    this.nowMs += afterMs;
    return this.tell({ kind: 'outcome', step: activity.step, action: activity.action, outcome });
  }

  timer(afterMs = 0): this {
    this.nowMs += afterMs;
    return this.tell({ kind: 'timer' });
  }

  /** Who drove it dies; another takes it up from what is on disk. */
  recovered(afterMs = 0): this {
    this.nowMs += afterMs;
    this.#state = this.#take(resumeSaga(this.#definition, this.durable, 'recovered', this.nowMs));
    return this;
  }

  /** So many calls succeed, and the records that are asked for. */
  steps(count: number): this {
    for (let step = 0; step < count; step += 1) {
      this.ends(done);
      if (this.#state.activity.kind === 'persisting') this.persisted();
    }
    return this;
  }

  #take([state, effects]: SagaStepped): RunningSaga {
    this.#written.push(...effects.map((effect) => this.#inWords(effect)));
    return state;
  }

  #inWords(effect: SagaEffect): string {
    switch (effect.kind) {
      case 'persist':
        return `${effect.commits ? 'commit' : 'persist'} ${this.inWords(effect.saga)}`;
      case 'call':
        return `call ${effect.action} ${this.#definition.steps[effect.step]?.name} #${effect.attempt} ${effect.timeoutMs} ms`;
      case 'set-timer':
        return `wait ${effect.lowMs}..${effect.highMs} ms`;
      case 'decided':
        return `decided ${effect.saga.phase}`;
      case 'advanced':
        return `begin ${this.inWords(effect.saga)}`;
      case 'reload':
      case 'released':
        return effect.kind;
      default:
        return effect satisfies never;
    }
  }

  /** `forward: hold done, charge doing #1`: without the steps that wait, and those that are planned. */
  inWords(saga: SavedSaga): string {
    const steps = saga.steps.flatMap((state, index) => {
      const name = this.#definition.steps[index]?.name;
      return state.kind === 'waiting' || state.kind === 'planned' ? [] : [`${name} ${stateInWords(state)}`];
    });
    return `${saga.phase}: ${steps.join(', ')}`;
  }
}

function stateInWords(state: StepState): string {
  switch (state.kind) {
    case 'doing':
      return `doing #${state.attempt}${state.inDoubt ? ' in doubt' : ''}`;
    case 'undoing':
      return `undoing #${state.attempt}`;
    default:
      return state.kind;
  }
}
