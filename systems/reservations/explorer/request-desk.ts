import type { Random } from '@temblor/foundation/randomness/random';
import type { SagaHost } from '@temblor/kit/saga/saga-host';
import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import type { RowStore } from '@temblor/protocols/transactions/transaction';
import type { CallAnswer } from '../model/calls.ts';
import type { ReservationsTables } from '../model/rows.ts';
import type { ReservationAnswer } from '../services/reservations/reservation-answer.ts';
import { answerOf, notAccepted, stillInProgress } from '../services/reservations/reservation-answer.ts';
import type { Accepted, ReservationRequest } from '../services/reservations/reservation-rows.ts';
import { acceptReservation } from '../services/reservations/reservation-rows.ts';
import { memberOf } from './member-of.ts';
import type { Message, ReservationsPort } from './message.ts';

export interface RequestDeskOptions {
  readonly port: ReservationsPort;
  readonly store: RowStore<ReservationsTables>;
  readonly host: SagaHost;
  readonly leaseMs: number;
  readonly nextId: () => string;
  readonly random: Random;
}

/** So long before its caller's deadline it answers, in ms. */
const answerMarginMs = 100;
/** How often a request is tried to be accepted whose transaction failed. */
const acceptAttempts = 3;

/** `taken-up`: nobody had said that it was accepted, and it was. */
type Taken = Accepted | { readonly kind: 'taken-up' } | { readonly kind: 'told'; readonly answer: CallAnswer };

/** Takes requests as the orchestrator's desk does: accepts each, awaits what becomes of its saga, answers in time. */
export class RequestDesk {
  readonly #options: RequestDeskOptions;
  /** Who waits to hear of a delivery, by the id of the reservation. */
  readonly #deliveries = new Map<string, (isSent: boolean) => void>();

  constructor(options: RequestDeskOptions) {
    this.#options = options;
  }

  async reserve(message: Message, hash: string): Promise<CallAnswer> {
    const { port, nextId, host } = this.#options;
    const { body, idempotencyKey: key, timeoutMs } = message;
    const reservationId = nextId();
    const request: ReservationRequest = {
      ...{ reservationId, traceparent: null, deadlineMs: port.nowMs + timeoutMs - answerMarginMs },
      eventId: String(memberOf(body, 'event_id')),
      quantity: Number(memberOf(body, 'quantity')),
      userId: String(memberOf(body, 'user_id')),
      idempotency: key === null ? null : { key, hash },
    };
    const taken = await this.#accept(request);
    switch (taken.kind) {
      case 'begun':
        return this.#follow(reservationId, request.deadlineMs, () => host.adopt(taken.saga, taken.hold));
      case 'taken-up':
        return this.#follow(reservationId, request.deadlineMs, () => undefined);
      case 'joined':
        return this.#decided(taken.reservationId, request.deadlineMs);
      case 'replayed':
        return confirmed(taken.reservationId);
      case 'other-request':
        return { status: 422, body: { code: 'idempotency_key_reused' } };
      case 'told':
        return taken.answer;
      default:
        return taken satisfies never;
    }
  }

  /** What became of the delivery of a notification. */
  delivered(reservationId: string, isSent: boolean): void {
    this.#deliveries.get(reservationId)?.(isSent);
  }

  /** Tries again where the store fails; under its id a request is accepted once. */
  async #accept(request: ReservationRequest): Promise<Taken> {
    const { port, store, host, leaseMs, random } = this.#options;
    const { reservationId: id, deadlineMs, idempotency } = request;
    let mayBeAccepted = false;
    host.accepting(id);
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (mayBeAccepted && (await host.takeUp(id)) !== undefined) return { kind: 'taken-up' };
        mayBeAccepted = false;
        return await store.transact(acceptReservation(request, { nowMs: port.nowMs, owner: port.name, leaseMs }));
      } catch (error) {
        if (!(error instanceof StoreFailure)) throw error;
        mayBeAccepted ||= error.outcome === 'unknown';
        const waitMs = random.integer(10, 50) * attempt;
        if (attempt >= acceptAttempts || port.nowMs + waitMs >= deadlineMs) {
          const answer = mayBeAccepted ? stillInProgress(id) : notAccepted(id, idempotency !== null);
          return { kind: 'told', answer: problemOf(answer) };
        }
        await this.#sleep(waitMs);
      }
    }
  }

  /** Awaits the outcome of the client's own saga, and of the delivery that follows it. */
  async #follow(id: string, deadlineMs: number, begin: () => void): Promise<CallAnswer> {
    const delivery = Promise.withResolvers<boolean>();
    this.#deliveries.set(id, delivery.resolve);
    begin();
    const answer = await this.#decided(id, deadlineMs);
    if (answer.status === 200)
      await Promise.race([delivery.promise, this.#sleep(deadlineMs - this.#options.port.nowMs)]);
    this.#deliveries.delete(id);
    return answer;
  }

  async #decided(id: string, deadlineMs: number): Promise<CallAnswer> {
    const { host, port } = this.#options;
    const saga = await host.decided(id, { timeoutMs: Math.max(0, deadlineMs - port.nowMs) });
    const answer = saga === undefined ? stillInProgress(id) : answerOf(saga);
    return answer.kind === 'confirmed' ? confirmed(answer.reservationId) : problemOf(answer);
  }

  #sleep(delayMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#options.port.after(Math.max(0, delayMs), resolve, 'background');
    return promise;
  }
}

function confirmed(reservationId: string): CallAnswer {
  return { status: 200, body: { reservation_id: reservationId } };
}

function problemOf({ status, code, members }: Extract<ReservationAnswer, { kind: 'problem' }>): CallAnswer {
  return { status, body: { code, ...members } };
}
