import type { Random } from '@temblor/foundation/randomness/random';
import { commitEffect } from '@temblor/kit/crash-points/effect-names';
import { hashRequest } from '@temblor/kit/idempotency/idempotent-request';
import { readSaga } from '@temblor/protocols/saga/saga-store';
import type { SavedSaga, StepOutcome } from '@temblor/protocols/saga/saga-types';
import type { CallEnd } from '@temblor/simulator/crash-points/process-port';
import type { CallAnswer, CallRequest } from '../model/calls.ts';
import type { ReservationsTables } from '../model/rows.ts';
import type { PlantedBug } from '../planted-bugs.ts';
import { answerOf, notAccepted, stillInProgress } from '../services/reservations/reservation-answer.ts';
import { outcomeOf, requestFor } from '../services/reservations/reservation-calls.ts';
import type { Accepted, ReservationRequest } from '../services/reservations/reservation-rows.ts';
import { acceptReservation, localWorkFor } from '../services/reservations/reservation-rows.ts';
import { reservationSaga } from '../services/reservations/reservation-saga.ts';
import { memberOf } from './member-of.ts';
import type { Message, ReservationsPort, ReservationsProgram } from './message.ts';
import { callOf } from './message.ts';
import { OutboxDriver } from './outbox-driver.ts';
import type { SagaCallEffect } from './saga-driver.ts';
import { SagaDriver } from './saga-driver.ts';
import type { Stores } from './stores.ts';

export interface OrchestratorOptions {
  readonly stores: Stores;
  readonly bug: PlantedBug | undefined;
  readonly random: Random;
  readonly sagaLeaseMs: number;
  readonly inventories: readonly string[];
  /** Draws the id of an attempt. */
  readonly nextId: () => string;
  /** Asked before a saga is recorded; may throw StoreFailure. */
  readonly beforeRecord: (saga: SavedSaga, nowMs: number) => void;
}

/** So long before its caller's deadline it answers, in ms. */
const answerMarginMs = 100;
/** How often a client that waits for another's saga looks at it, in ms. */
const lookEveryMs = 50;
/** How often a request is tried to be accepted whose transaction failed. */
const acceptAttempts = 3;
/** How long undoing may take until the client is told that it is under way, in ms. */
const undoingGraceMs = 500;
/** How long the notification is tried while the client waits, in ms. */
const notifyMs = 2000;

/** The orchestrator: accepts requests, drives their sagas, and answers when they are decided or the time is over. */
export function orchestratorProgram(options: OrchestratorOptions): ReservationsProgram {
  return (port) => {
    const orchestrator = new Orchestrator(port, options);
    return (message, reply) => orchestrator.reserve(message, reply);
  };
}

/** Until when an answer is waited for, and whether the request is the one that began the saga: it sends the notification. */
interface Wait {
  readonly deadlineMs: number;
  readonly isOwn: boolean;
}

/** How often a request was tried to be accepted, and whether the last try may have been it. */
interface Tried {
  readonly attempt: number;
  readonly mayBeAccepted: boolean;
}

type Reply = (answer: CallAnswer) => void;

class Orchestrator {
  readonly #port: ReservationsPort;
  readonly #options: OrchestratorOptions;
  readonly #sagas: SagaDriver;
  readonly #outbox: OutboxDriver;
  readonly #waiting = new Map<string, ((saga: SavedSaga) => void)[]>();
  #turn = 0;

  constructor(port: ReservationsPort, options: OrchestratorOptions) {
    const { stores, random, bug, sagaLeaseMs, beforeRecord } = options;
    this.#port = port;
    this.#options = options;
    this.#outbox = new OutboxDriver({ port, stores, random });
    this.#sagas = new SagaDriver({
      ...{ port, stores, random, localWorkFor, beforeRecord },
      definition: reservationSaga,
      leaseMs: sagaLeaseMs,
      withoutLease: bug === 'no-saga-lease',
      call: (saga, call, then) => this.#callStep(saga, call, then),
      onDecided: (saga) => this.#decided(saga),
    });
  }

  reserve(message: Message, reply: Reply): void {
    const { nextId } = this.#options;
    const { nowMs } = this.#port;
    const { body, idempotencyKey: key } = message;
    const reservationId = nextId();
    const deadlineMs = nowMs + message.timeoutMs - answerMarginMs;
    const request = {
      ...{ reservationId, deadlineMs, traceparent: null },
      eventId: String(memberOf(body, 'event_id')),
      quantity: Number(memberOf(body, 'quantity')),
      userId: String(memberOf(body, 'user_id')),
      idempotency: key === null ? null : { key, hash: hashRequest('POST', '/reserve', body) },
    };
    this.#accept(request, { attempt: 1, mayBeAccepted: false }, reply);
  }

  /** Tries again where the store fails; under its id a request is accepted once. */
  #accept(request: ReservationRequest, tried: Tried, reply: Reply): void {
    const { stores, sagaLeaseMs } = this.#options;
    const { reservationId: id, deadlineMs } = request;
    const { nowMs, name: owner } = this.#port;
    const transaction = acceptReservation(request, { nowMs, owner, leaseMs: sagaLeaseMs });
    const run = () => stores.runReservations(transaction, this.#port.nowMs);
    if (!tried.mayBeAccepted) {
      this.#port.commit(commitEffect(transaction.name), run, (end) => {
        if (end.kind === 'committed') this.#accepted(end.result, deadlineMs, reply);
        else this.#acceptLater(request, { ...tried, mayBeAccepted: end.outcome === 'unknown' }, reply);
      });
      return;
    }
    this.#sagas.takeUp(id, (claim) => {
      if (claim === 'claimed') this.#answerDecided(id, { deadlineMs, isOwn: true }, reply);
      else if (claim === 'failed') this.#acceptLater(request, tried, reply);
      else this.#accept(request, { ...tried, mayBeAccepted: false }, reply);
    });
  }

  #acceptLater(request: ReservationRequest, { attempt, mayBeAccepted }: Tried, reply: Reply): void {
    const { reservationId: id, idempotency, deadlineMs } = request;
    const waitMs = this.#options.random.integer(10, 50) * attempt;
    if (attempt < acceptAttempts && this.#port.nowMs + waitMs < deadlineMs) {
      this.#port.after(waitMs, () => this.#accept(request, { attempt: attempt + 1, mayBeAccepted }, reply));
    } else {
      reply(problemOf(mayBeAccepted ? stillInProgress(id) : notAccepted(id, idempotency !== null)));
    }
  }

  #accepted(accepted: Accepted, deadlineMs: number, reply: Reply): void {
    switch (accepted.kind) {
      case 'begun':
        this.#answerDecided(accepted.saga.id, { deadlineMs, isOwn: true }, reply);
        this.#sagas.adopt(accepted.saga, accepted.hold);
        break;
      case 'joined':
        this.#answerDecided(accepted.reservationId, { deadlineMs, isOwn: false }, reply);
        break;
      case 'replayed':
        reply({ status: 200, body: { reservation_id: accepted.reservationId } });
        break;
      case 'other-request':
        reply({ status: 422, body: { code: 'idempotency_key_reused' } });
        break;
      default:
        accepted satisfies never;
    }
  }

  /** Answers once: when the saga is decided, whoever drives it, or at the deadline. */
  #answerDecided(id: string, { deadlineMs, isOwn }: Wait, reply: Reply): void {
    let isAnswered = false;
    const answer = (saga: SavedSaga | undefined) => {
      if (isAnswered) return;
      isAnswered = true;
      patience.cancel();
      if (saga === undefined) reply(problemOf(stillInProgress(id)));
      else this.#answer(saga, { deadlineMs, isOwn }, reply);
    };
    const patience = this.#port.after(deadlineMs - this.#port.nowMs, () => answer(this.#savedSaga(id)));
    this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), answer]);
    let backSinceMs = Number.POSITIVE_INFINITY;
    const look = () => {
      if (isAnswered) return;
      const saga = this.#savedSaga(id);
      if (saga?.phase === 'backward') backSinceMs = Math.min(backSinceMs, this.#port.nowMs);
      const isOpen = saga === undefined || saga.phase === 'forward' || saga.phase === 'backward';
      if (!isOpen || this.#port.nowMs - backSinceMs >= undoingGraceMs) answer(saga);
      else this.#port.after(lookEveryMs, look, 'background');
    };
    this.#port.after(lookEveryMs, look, 'background');
  }

  #answer(saga: SavedSaga, { deadlineMs, isOwn }: Wait, reply: Reply): void {
    const answer = answerOf(saga);
    if (answer.kind === 'problem') {
      reply(problemOf(answer));
      return;
    }
    const { reservationId: id } = answer;
    const timeoutMs = isOwn ? Math.min(notifyMs, deadlineMs - this.#port.nowMs) : 0;
    this.#outbox.deliverNow(id, timeoutMs, (isSent) => {
      reply({ status: 200, body: { reservation_id: id, notification: { sent: isSent } } });
    });
  }

  #decided(saga: SavedSaga): void {
    const waiting = this.#waiting.get(saga.id) ?? [];
    this.#waiting.delete(saga.id);
    for (const answer of waiting) answer(saga);
  }

  #savedSaga(id: string): SavedSaga | undefined {
    return this.#options.stores.reservations.run(readSaga<ReservationsTables>(id))?.saga;
  }

  #callStep(saga: SavedSaga, { step, action, timeoutMs }: SagaCallEffect, then: (outcome: StepOutcome) => void): void {
    const { bug } = this.#options;
    this.#call(requestFor(saga, { step, action }), timeoutMs, (end) => then(outcomeOf({ step, action }, end, bug)));
  }

  /** The instances in turn; another one at once where no connection came about. */
  #call(request: CallRequest, timeoutMs: number, then: (end: CallEnd<CallAnswer>) => void): void {
    const { inventories } = this.#options;
    const untilMs = this.#port.nowMs + timeoutMs;
    const instances = request.service === 'inventory' ? inventories : [request.service];
    const place = this.#turn;
    if (request.service === 'inventory') this.#turn += 1;
    const tryFrom = (tried: number) => {
      const instance = instances[(place + tried) % instances.length] ?? request.service;
      const message = { ...request, idempotencyKey: null, timeoutMs: untilMs - this.#port.nowMs };
      this.#port.call(callOf(instance, message), (end) => {
        if (end.kind === 'refused' && tried + 1 < instances.length) tryFrom(tried + 1);
        else then(end);
      });
    };
    tryFrom(0);
  }
}

function problemOf({ status, code, members }: Extract<ReturnType<typeof answerOf>, { kind: 'problem' }>): CallAnswer {
  return { status, body: { code, ...members } };
}
