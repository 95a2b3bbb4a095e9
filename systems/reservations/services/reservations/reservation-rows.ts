/** What of a reservation is on disk beside its saga, and in which transactions it gets there. */
import {
  claimKey,
  freeKey,
  idempotencyKey,
  idempotencyWrite,
  settleKey,
} from '@temblor/protocols/idempotency/idempotency';
import type { Message } from '@temblor/protocols/outbox/outbox';
import { enqueue, outboxKey } from '@temblor/protocols/outbox/outbox';
import { createSaga } from '@temblor/protocols/saga/saga';
import type { LocalWork, SagaHold } from '@temblor/protocols/saga/saga-rows';
import { insertSaga, sagaKey } from '@temblor/protocols/saga/saga-store';
import type { SavedSaga } from '@temblor/protocols/saga/saga-types';
import type { Decision, RowWrite, Transaction } from '@temblor/protocols/transactions/transaction';
import type { ReservationsTables } from '../../model/rows.ts';
import type { ReservationInput } from './reservation-saga.ts';
import { inputOf, reservationSaga } from './reservation-saga.ts';

/** A request for a reservation, found valid. */
export interface ReservationRequest {
  /** Of this attempt. */
  readonly reservationId: string;
  readonly eventId: string;
  readonly quantity: number;
  readonly userId: string;
  /** What the client wants once, and the hash of the request; null where it gave no key. */
  readonly idempotency: { readonly key: string; readonly hash: string } | null;
  readonly traceparent: string | null;
  /** Wall clock, ms since 1970. */
  readonly deadlineMs: number;
}

export interface AcceptContext {
  /** Wall clock, ms since 1970. */
  readonly nowMs: number;
  /** The instance that is to drive the saga. */
  readonly owner: string;
  readonly leaseMs: number;
}

/** What is to be done with a request. */
export type Accepted =
  /** Its saga is on disk, and is to be driven. */
  | { readonly kind: 'begun'; readonly saga: SavedSaga; readonly hold: SagaHold }
  /** The same was asked for before, and is under way. */
  | { readonly kind: 'joined'; readonly reservationId: string }
  /** The same was asked for before, and is confirmed. */
  | { readonly kind: 'replayed'; readonly reservationId: string }
  /** The key is another request's. */
  | { readonly kind: 'other-request' };

/** So long after the pivot the notification is in the hands of who committed it, and tries to deliver it at once. */
const inHandMs = 3000;

/**
 * Accepts a request: its saga, and its claim of the key, in one transaction. It may be run again where nobody knows whether
 * it was committed: a saga of this id is begun once.
 */
export function acceptReservation(
  request: ReservationRequest,
  context: AcceptContext,
): Transaction<ReservationsTables, Accepted> {
  const { reservationId, idempotency } = request;
  const keys = idempotency === null ? [] : [idempotencyKey<ReservationsTables>(idempotency.key)];
  return {
    name: 'accept reservation',
    reads: [sagaKey(reservationId), ...keys],
    decide(rows): Decision<ReservationsTables, Accepted> {
      if (rows.get('sagas', reservationId) !== undefined) return withoutWrites({ kind: 'joined', reservationId });
      if (idempotency === null) return begin(request, context, []);
      const { key, hash: requestHash } = idempotency;
      const wanted = { key, requestHash, workId: reservationId, nowMs: context.nowMs };
      const claim = claimKey(rows.get('idempotency_keys', key), wanted);
      switch (claim.kind) {
        case 'perform':
          return begin(request, context, [idempotencyWrite(claim.row)]);
        case 'replay':
          return withoutWrites({ kind: 'replayed', reservationId: claim.workId });
        case 'join':
          return withoutWrites({ kind: 'joined', reservationId: claim.workId });
        case 'other-request':
          return withoutWrites(claim);
        default:
          return claim satisfies never;
      }
    },
  };
}

function withoutWrites(answer: Accepted): Decision<ReservationsTables, Accepted> {
  return { writes: [], answer };
}

function begin(
  request: ReservationRequest,
  { nowMs, owner, leaseMs }: AcceptContext,
  writes: readonly RowWrite<ReservationsTables>[],
): Decision<ReservationsTables, Accepted> {
  const { reservationId: id, deadlineMs, eventId, quantity, userId, idempotency, traceparent } = request;
  const input: ReservationInput = {
    ...{ event_id: eventId, quantity, user_id: userId, traceparent },
    idempotency_key: idempotency?.key ?? null,
  };
  const saga = createSaga(reservationSaga, { id, input, deadlineMs });
  const { write, hold } = insertSaga<ReservationsTables>(saga, owner, { nowMs, leaseMs });
  return { writes: [...writes, write], answer: { kind: 'begun', saga, hold } };
}

/**
 * What is written in the transaction that records a saga: with the pivot the reservation, the answer of its key and the
 * notification to be sent; when all is undone, that the key is free for another attempt. Undefined in other phases.
 */
export function localWorkFor(saga: SavedSaga, nowMs: number): LocalWork<ReservationsTables> | undefined {
  switch (saga.phase) {
    case 'forward':
    case 'backward':
      return undefined;
    case 'committed':
    case 'completed':
      return confirm(saga, nowMs);
    case 'compensated':
      return free(saga);
    default:
      return saga.phase satisfies never;
  }
}

function confirm(saga: SavedSaga, nowMs: number): LocalWork<ReservationsTables> {
  const { event_id, quantity, user_id, idempotency_key: key } = inputOf(saga);
  const { id } = saga;
  const row = { reservation_id: id, event_id, quantity, user_id, confirmed_at_ms: nowMs };
  const keys = key === null ? [] : [idempotencyKey<ReservationsTables>(key)];
  return {
    reads: [{ table: 'reservations', key: id }, outboxKey(id), ...keys],
    writes: (rows) => {
      if (rows.get('reservations', id) !== undefined) return [];
      const answer = { status: 200, body: { reservation_id: id } };
      const settled = key === null ? undefined : settleKey(rows.get('idempotency_keys', key), id, answer);
      return [
        { table: 'reservations', key: id, row },
        enqueue(confirmationMessage(saga), nowMs, nowMs + inHandMs),
        ...(settled === undefined ? [] : [idempotencyWrite<ReservationsTables>(settled)]),
      ];
    },
  };
}

/** The notification of a confirmed reservation. */
export function confirmationMessage(saga: SavedSaga): Message {
  const { user_id } = inputOf(saga);
  return { key: saga.id, topic: 'reservation-confirmed', payload: { reservation_id: saga.id, user_id } };
}

function free(saga: SavedSaga): LocalWork<ReservationsTables> | undefined {
  const { idempotency_key: key } = inputOf(saga);
  if (key === null) return undefined;
  return {
    reads: [idempotencyKey(key)],
    writes: (rows) => {
      const freed = freeKey(rows.get('idempotency_keys', key), saga.id);
      return freed === undefined ? [] : [idempotencyWrite(freed)];
    },
  };
}
