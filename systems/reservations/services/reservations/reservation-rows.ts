/** What of a reservation is on disk beside its saga, and in which transactions it gets there. */
import { createSaga } from '@temblor/protocols/saga/saga';
import type { LocalWork, SagaHold } from '@temblor/protocols/saga/saga-rows';
import { insertSaga, sagaKey } from '@temblor/protocols/saga/saga-store';
import type { SavedSaga } from '@temblor/protocols/saga/saga-types';
import type { Decision, Rows, RowWrite, Transaction } from '@temblor/protocols/transactions/transaction';
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

/** The notification of a confirmed reservation, as a message; its key is the id of the reservation. */
export const confirmedTopic = 'reservation-confirmed';

/** So long after the pivot the message belongs to who committed it, who tries to deliver it at once. */
const inHandMs = 3000;

type Write = RowWrite<ReservationsTables>;

/** Accepts a request: its saga, and its claim of the key, in one transaction. */
export function acceptReservation(
  request: ReservationRequest,
  context: AcceptContext,
): Transaction<ReservationsTables, Accepted> {
  const { reservationId, idempotency } = request;
  const keys = idempotency === null ? [] : [{ table: 'idempotency_keys', key: idempotency.key } as const];
  return {
    name: 'accept reservation',
    reads: [sagaKey(reservationId), ...keys],
    decide(rows): Decision<ReservationsTables, Accepted> {
      if (idempotency === null) return begin(request, context, []);
      const { key, hash } = idempotency;
      const row = rows.get('idempotency_keys', key);
      if (row !== undefined && row.request_hash !== hash) return { writes: [], answer: { kind: 'other-request' } };
      if (row?.state === 'answered') {
        return { writes: [], answer: { kind: 'replayed', reservationId: row.work_id } };
      }
      if (row?.state === 'in-progress') return { writes: [], answer: { kind: 'joined', reservationId: row.work_id } };
      const claimed = {
        ...{ idempotency_key: key, request_hash: hash, work_id: reservationId, state: 'in-progress' as const },
        ...{ status: null, body: null, created_at_ms: context.nowMs },
      };
      return begin(request, context, [{ table: 'idempotency_keys', key, row: claimed }]);
    },
  };
}

function begin(
  request: ReservationRequest,
  { nowMs, owner, leaseMs }: AcceptContext,
  writes: readonly Write[],
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
  const { event_id, quantity, user_id, idempotency_key } = inputOf(saga);
  const { id } = saga;
  const keys = idempotency_key === null ? [] : [{ table: 'idempotency_keys', key: idempotency_key } as const];
  const reservation = { reservation_id: id, event_id, quantity, user_id, confirmed_at_ms: nowMs };
  const message = {
    ...{ message_key: id, topic: confirmedTopic, payload: { reservation_id: id, user_id } },
    ...{ attempts: 0, next_attempt_at_ms: nowMs + inHandMs, delivered_at_ms: null },
  };
  return {
    reads: [{ table: 'reservations', key: id }, { table: 'outbox', key: id }, ...keys],
    writes: (rows) => [
      { table: 'reservations', key: id, row: reservation },
      { table: 'outbox', key: id, row: message },
      ...settledKey(rows, saga.id, idempotency_key, 'answered'),
    ],
  };
}

function free(saga: SavedSaga): LocalWork<ReservationsTables> | undefined {
  const { idempotency_key: key } = inputOf(saga);
  if (key === null) return undefined;
  return {
    reads: [{ table: 'idempotency_keys', key }],
    writes: (rows) => settledKey(rows, saga.id, key, 'free'),
  };
}

/** Nothing where the key is another attempt's by now: this one may not speak for it any more. */
function settledKey(
  rows: Rows<ReservationsTables>,
  reservationId: string,
  key: string | null,
  state: 'answered' | 'free',
): Write[] {
  const row = key === null ? undefined : rows.get('idempotency_keys', key);
  if (key === null || row?.work_id !== reservationId || row.state !== 'in-progress') return [];
  const answer = state === 'answered' ? { status: 200, body: { reservation_id: reservationId } } : {};
  return [{ table: 'idempotency_keys', key, row: { ...row, ...answer, state } }];
}
