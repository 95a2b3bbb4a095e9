/** Makes the calls of sagas, and keeps their second tries within a budget. */
import type { SagaCall } from '@temblor/kit/saga/saga-host';
import type { SavedSaga, StepOutcome } from '@temblor/protocols/saga/saga-types';
import type { Time } from '@temblor/resilience/policy/surroundings';
import { RetryBudget } from '@temblor/resilience/retry/retry-budget';
import type { PlantedBug } from '../../planted-bugs.ts';
import { outcomeOf, requestFor } from './reservation-calls.ts';
import { inputOf } from './reservation-saga.ts';
import type { ServiceClients } from './service-clients.ts';

/** One step in ten may be tried again, and two a second: services that are down are not asked twice as often as usual. */
const retries = { ratio: 0.1, minPerSecond: 2, burst: 20 };

interface SagaCallsOptions {
  readonly clients: Pick<ServiceClients, 'call'>;
  readonly time: Time;
  readonly bug: PlantedBug | undefined;
}

export class SagaCalls {
  readonly #options: SagaCallsOptions;
  readonly #budget = new RetryBudget(retries);

  constructor(options: SagaCallsOptions) {
    this.#options = options;
  }

  /** For the saga host's `call`. Undoing is never refused here: it has to come about, and backs off by itself. */
  async call(saga: SavedSaga, call: SagaCall, signal: AbortSignal): Promise<StepOutcome> {
    const { step, action, attempt, timeoutMs } = call;
    if (action === 'do' && !this.#mayBeSent(attempt)) {
      const reason = { code: 'retries_spent', detail: 'too many calls fail for all of them to be tried again' };
      return { kind: 'failed', reason };
    }
    const { clients, bug } = this.#options;
    const { traceparent } = inputOf(saga);
    const options = { timeoutMs, signal, traceparent, tellsDeadline: action === 'do' };
    return outcomeOf({ step, action }, await clients.call(requestFor(saga, { step, action }), options), bug);
  }

  #mayBeSent(attempt: number): boolean {
    if (attempt > 1) return this.#budget.withdraw(this.#options.time.nowMs());
    this.#budget.deposit();
    return true;
  }
}
