/**
 * Drives sagas in the virtual world: performs what the pure machine asks for, as the kit's host does for real. A saga is
 * claimed before it is driven, its lease is renewed while it takes long, and what a crash left is taken up again.
 */
import type { Random } from '@temblor/foundation/randomness/random';
import { commitEffect } from '@temblor/kit/crash-points/effect-names';
import { resumeSaga, stepSaga } from '@temblor/protocols/saga/saga';
import type { LocalWork, SagaHold } from '@temblor/protocols/saga/saga-rows';
import type { Claimed } from '@temblor/protocols/saga/saga-store';
import { claimSaga, recordSaga, renewLease } from '@temblor/protocols/saga/saga-store';
import type {
  RunningSaga,
  SagaDefinition,
  SagaEffect,
  SagaInput,
  SagaStepped,
  SavedSaga,
  StepOutcome,
} from '@temblor/protocols/saga/saga-types';
import type { Transaction } from '@temblor/protocols/transactions/transaction';
import type { CommitEnd } from '@temblor/simulator/crash-points/process-port';
import type { Planned } from '@temblor/simulator/crash-points/virtual-time';
import type { ReservationsTables } from '../model/rows.ts';
import type { ReservationsPort } from './message.ts';
import type { Stores } from './stores.ts';

export type SagaCallEffect = Extract<SagaEffect, { kind: 'call' }>;

export interface SagaDriverOptions {
  readonly port: ReservationsPort;
  readonly stores: Stores;
  readonly definition: SagaDefinition;
  readonly leaseMs: number;
  readonly withoutLease: boolean;
  readonly random: Random;
  readonly call: (saga: SavedSaga, call: SagaCallEffect, then: (outcome: StepOutcome) => void) => void;
  readonly localWorkFor: (saga: SavedSaga, nowMs: number) => LocalWork<ReservationsTables> | undefined;
  /** Asked before a saga is recorded; may throw StoreFailure. */
  readonly beforeRecord: (saga: SavedSaga, nowMs: number) => void;
  /** The phase is durable that the client waits for. */
  readonly onDecided: (saga: SavedSaga) => void;
}

interface Driven {
  state: RunningSaga;
  hold: SagaHold;
  timer: Planned | undefined;
}

/** Between two tries of a claim that failed, in ms. */
const retryMs = 100;

const noGuard = () => undefined;

export class SagaDriver {
  readonly #options: SagaDriverOptions;
  readonly #driven = new Map<string, Driven>();

  /** Takes up at once what an earlier life left, and from then on what others left. */
  constructor(options: SagaDriverOptions) {
    this.#options = options;
    const { port, stores } = options;
    const own = { equal: { open: true, owner: port.name }, limit: Number.POSITIVE_INFINITY };
    for (const { saga_id } of stores.reservations.list('sagas', own)) this.#reload(saga_id);
    this.#lookAgain();
  }

  /** Drives a saga whose first record was just committed. */
  adopt(saga: SavedSaga, hold: SagaHold): void {
    const { definition, port } = this.#options;
    this.#drive(saga.id, hold, resumeSaga(definition, saga, 'fresh', port.nowMs));
  }

  /** Claims a saga, and drives it where that is granted. @param then told what became of the claim, once. */
  takeUp(sagaId: string, then: (claim: Claimed['kind'] | 'failed') => void = () => undefined): void {
    const { port, definition, onDecided } = this.#options;
    this.#commit(claimSaga<ReservationsTables>(sagaId, port.name, this.#lease()), noGuard, (end) => {
      if (end.kind === 'failed') {
        then('failed');
        return;
      }
      if (end.result.kind === 'ended') onDecided(end.result.saga);
      if (end.result.kind === 'claimed') {
        const { saga, hold } = end.result;
        this.#driven.get(sagaId)?.timer?.cancel();
        this.#drive(sagaId, hold, resumeSaga(definition, saga, 'recovered', port.nowMs));
      }
      then(end.result.kind);
    });
  }

  /** As `takeUp`, again and again until the store says something. */
  #reload(sagaId: string): void {
    this.takeUp(sagaId, (claim) => {
      if (claim === 'failed') this.#options.port.after(retryMs, () => this.#reload(sagaId));
    });
  }

  #lookAgain(): void {
    const { port, stores, leaseMs, withoutLease } = this.#options;
    port.after(
      leaseMs / 4,
      () => {
        for (const [id, { hold }] of this.#driven) this.#renew(id, hold);
        const atMost = withoutLease ? {} : { lease_until_ms: port.nowMs };
        const left = stores.reservations.list('sagas', {
          equal: { open: true },
          atMost,
          limit: Number.POSITIVE_INFINITY,
        });
        for (const { saga_id } of left) if (!this.#driven.has(saga_id)) this.takeUp(saga_id);
        this.#lookAgain();
      },
      'background',
    );
  }

  /** One that is fenced finds out by its next record; one that failed is renewed the next time. */
  #renew(sagaId: string, hold: SagaHold): void {
    this.#commit(renewLease<ReservationsTables>(sagaId, hold, this.#lease()), noGuard, () => undefined);
  }

  #drive(sagaId: string, hold: SagaHold, [state, effects]: SagaStepped): void {
    const driven: Driven = { state, hold, timer: undefined };
    this.#driven.set(sagaId, driven);
    this.#performAll(driven, effects);
  }

  /** What is told to a saga that was taken up anew meanwhile is not heard. */
  #tell(driven: Driven, input: SagaInput): void {
    const { definition, port } = this.#options;
    if (this.#driven.get(driven.state.saga.id) !== driven) return;
    const [state, effects] = stepSaga(definition, driven.state, input, port.nowMs);
    driven.state = state;
    this.#performAll(driven, effects);
  }

  #performAll(driven: Driven, effects: readonly SagaEffect[]): void {
    for (const effect of effects) this.#perform(driven, effect);
  }

  #perform(driven: Driven, effect: SagaEffect): void {
    const { port, random, call, onDecided } = this.#options;
    const { id } = driven.state.saga;
    switch (effect.kind) {
      case 'persist':
        this.#persist(driven, effect.saga);
        break;
      case 'call': {
        const { step, action } = effect;
        call(driven.state.saga, effect, (outcome) => this.#tell(driven, { kind: 'outcome', step, action, outcome }));
        break;
      }
      case 'set-timer':
        driven.timer?.cancel();
        driven.timer = port.after(random.integer(effect.lowMs, effect.highMs), () =>
          this.#tell(driven, { kind: 'timer' }),
        );
        break;
      case 'reload':
        this.#reload(id);
        break;
      case 'decided':
        onDecided(effect.saga);
        break;
      case 'released':
        this.#driven.delete(id);
        break;
      default:
        effect satisfies never;
    }
  }

  #persist(driven: Driven, saga: SavedSaga): void {
    const { port, definition, localWorkFor, beforeRecord } = this.#options;
    const work = localWorkFor(saga, port.nowMs);
    const transaction = recordSaga(driven.hold, saga, work, { definition, ...this.#lease() });
    const guarded = () => beforeRecord(saga, port.nowMs);
    this.#commit(transaction, guarded, (end) => {
      if (end.kind === 'failed') {
        const reason = { code: 'database_unavailable', detail: 'the store did not say that it was committed' };
        this.#tell(driven, { kind: 'persist-failed', outcome: end.outcome, reason });
      } else if (end.result.kind === 'recorded') {
        driven.hold = end.result.hold;
        port.note(() => inWords(saga, definition));
        this.#tell(driven, { kind: 'persisted' });
      } else {
        port.note(() => `${saga.id} is another's by now: nothing was written`);
        this.#tell(driven, { kind: 'fenced' });
      }
    });
  }

  #commit<Answer>(
    transaction: Transaction<ReservationsTables, Answer>,
    before: () => void,
    then: (end: CommitEnd<Answer>) => void,
  ): void {
    const { port, stores } = this.#options;
    const run = () => {
      before();
      return stores.runReservations(transaction, port.nowMs);
    };
    port.commit(commitEffect(transaction.name), run, then);
  }

  #lease() {
    const { port, leaseMs, withoutLease } = this.#options;
    return { nowMs: port.nowMs, leaseMs, withoutLease };
  }
}

/** `RSV-1 is forward: hold done, charge doing`. */
function inWords({ id, phase, steps }: SavedSaga, definition: SagaDefinition): string {
  const words = steps.flatMap(({ kind }, place) =>
    kind === 'waiting' ? [] : [`${definition.steps[place]?.name ?? ''} ${kind}`],
  );
  return `${id} is ${phase}: ${words.join(', ')}`;
}
