import type { SavedSaga, StepOutcome } from '@temblor/protocols/saga/saga-types';
import type { Time } from '@temblor/resilience/policy/surroundings';
import type { SagaCall } from '../saga-host.ts';

/**
 * What becomes of a call. `lost-request`: it never arrives. `lost-answer`: it has its effect, and nobody is told. `late`: it
 * arrives when its caller waits no longer. `hang`: no word, whatever its signal says. `throw`: as `lost-request`.
 */
export type ServiceWhim = 'answer' | 'refuse' | 'fail' | 'lost-request' | 'lost-answer' | 'late' | 'hang' | 'throw';

/** What a service holds under the key of a saga. `void`: a tombstone: what arrives late is refused. */
export type Effect = 'taken' | 'undone' | 'void';

const reason = { code: 'whim', detail: 'as it was told' };

/** The services behind a saga: each does a step once for a saga, and voids what it is asked to undo before it has arrived. */
export class FakeServices {
  /** By saga and step: `trip-1/0`. */
  readonly effects = new Map<string, Effect>();
  /** Every call that was made, in order: `do 0`. */
  readonly calls: string[] = [];
  readonly #time: Time;
  readonly #whim: (call: SagaCall, saga: SavedSaga) => ServiceWhim;

  constructor(time: Time, whim: (call: SagaCall, saga: SavedSaga) => ServiceWhim) {
    this.#time = time;
    this.#whim = whim;
  }

  async call(saga: SavedSaga, call: SagaCall): Promise<StepOutcome> {
    this.calls.push(`${call.action} ${call.step}`);
    const arrive = () => this.#arrive(`${saga.id}/${call.step}`, call.action);
    const whim = this.#whim(call, saga);
    switch (whim) {
      case 'answer':
        return arrive();
      case 'refuse':
        return { kind: 'refused', reason };
      case 'fail':
        return { kind: 'failed', reason };
      case 'lost-request':
        return { kind: 'unknown', reason };
      case 'lost-answer':
        arrive();
        return { kind: 'unknown', reason };
      case 'late':
        this.#time.schedule(call.timeoutMs + 1000, arrive);
        return { kind: 'unknown', reason };
      case 'hang':
        return await new Promise(() => undefined);
      case 'throw':
        throw new Error('the connection broke');
      default:
        return whim satisfies never;
    }
  }

  #arrive(key: string, action: SagaCall['action']): StepOutcome {
    const held = this.effects.get(key);
    switch (action) {
      case 'do':
        if (held === 'undone' || held === 'void') return { kind: 'refused', reason };
        this.effects.set(key, 'taken');
        return { kind: 'done', result: key };
      case 'undo':
        this.effects.set(key, held === undefined || held === 'void' ? 'void' : 'undone');
        return { kind: 'done', result: null };
      case 'query':
        if (held === 'taken') return { kind: 'done', result: key };
        return held === undefined ? { kind: 'failed', reason } : { kind: 'refused', reason };
      default:
        return action satisfies never;
    }
  }
}
