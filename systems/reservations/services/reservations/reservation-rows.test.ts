import type { SagaPhase, SavedSaga } from '@temblor/protocols/saga/saga-types';
import { MemoryRows } from '@temblor/protocols/transactions/memory-rows';
import { describe, expect, test } from 'vitest';
import type { ReservationsTables } from '../../model/rows.ts';
import type { ReservationRequest } from './reservation-rows.ts';
import { acceptReservation, localWorkFor } from './reservation-rows.ts';

const context = { nowMs: 1000, owner: 'reservations', leaseMs: 4000 };

function request(reservationId: string, over: Partial<ReservationRequest> = {}): ReservationRequest {
  return {
    ...{ reservationId, eventId: 'concert', quantity: 2, userId: 'ana', traceparent: null, deadlineMs: 6000 },
    idempotency: { key: 'k', hash: 'h' },
    ...over,
  };
}

function open() {
  const rows = new MemoryRows<ReservationsTables>();
  const accept = (wanted: ReservationRequest) => rows.run(acceptReservation(wanted, context));
  /** The saga reaches a phase, with what is written then. */
  const reach = (saga: SavedSaga, phase: SagaPhase, nowMs = 2000) => {
    const work = localWorkFor({ ...saga, phase }, nowMs);
    if (work === undefined) return;
    rows.run({
      name: 'local work',
      reads: work.reads,
      decide: (found) => ({ writes: work.writes(found), answer: null }),
    });
  };
  const begin = (wanted: ReservationRequest): SavedSaga => {
    const accepted = accept(wanted);
    if (accepted.kind !== 'begun') throw new Error(`it was not begun, but ${accepted.kind}`);
    return accepted.saga;
  };
  return { rows, accept, begin, reach };
}

describe('accepting a reservation', () => {
  test('its saga is on disk with its first step registered', () => {
    const { rows, begin } = open();
    begin(request('RSV-1'));
    expect(rows.list('sagas', { limit: 5 })).toMatchObject([
      { saga_id: 'RSV-1', open: true, owner: 'reservations', lease_until_ms: 5000, saga: { phase: 'forward' } },
    ]);
  });

  test('a repeated request joins the first while it is under way, and has its answer afterwards', () => {
    const { accept, begin, reach } = open();
    const saga = begin(request('RSV-1'));
    expect(accept(request('RSV-2'))).toEqual({ kind: 'joined', reservationId: 'RSV-1' });
    reach(saga, 'completed');
    expect(accept(request('RSV-3'))).toEqual({ kind: 'replayed', reservationId: 'RSV-1' });
  });

  test('another request under the key is refused, whatever became of the first', () => {
    const { accept, begin, reach } = open();
    const other = request('RSV-2', { idempotency: { key: 'k', hash: 'other' } });
    const saga = begin(request('RSV-1'));
    expect(accept(other)).toEqual({ kind: 'other-request' });
    reach(saga, 'compensated');
    expect(accept(other)).toEqual({ kind: 'other-request' });
  });

  test('what came to nothing can be tried again under its key, and the old attempt has no say any more', () => {
    const { rows, begin, reach } = open();
    const first = begin(request('RSV-1'));
    reach(first, 'compensated');
    const second = begin(request('RSV-2'));
    reach(first, 'compensated');
    expect(rows.list('idempotency_keys', { limit: 5 })).toMatchObject([{ work_id: 'RSV-2', state: 'in-progress' }]);
    reach(second, 'completed');
    expect(rows.list('idempotency_keys', { limit: 5 })).toMatchObject([
      { work_id: 'RSV-2', state: 'answered', status: 200, body: { reservation_id: 'RSV-2' } },
    ]);
  });

  test('accepted once more after its commit was not heard of, it is begun once', () => {
    const { accept, begin } = open();
    begin(request('RSV-1', { idempotency: null }));
    expect(accept(request('RSV-1', { idempotency: null }))).toEqual({ kind: 'joined', reservationId: 'RSV-1' });
  });

  test('without a key two equal requests are two reservations', () => {
    const { rows, begin } = open();
    begin(request('RSV-1', { idempotency: null }));
    begin(request('RSV-2', { idempotency: null }));
    expect(rows.list('sagas', { limit: 5 })).toHaveLength(2);
  });
});

describe('the pivot', () => {
  test('writes the reservation, and its notification in the hands of its writer', () => {
    const { rows, begin, reach } = open();
    reach(begin(request('RSV-1')), 'completed', 2000);
    expect(rows.list('reservations', { limit: 5 })).toEqual([
      { reservation_id: 'RSV-1', event_id: 'concert', quantity: 2, user_id: 'ana', confirmed_at_ms: 2000 },
    ]);
    expect(rows.list('outbox', { limit: 5 })).toEqual([
      {
        ...{ message_key: 'RSV-1', topic: 'reservation-confirmed', attempts: 1, delivered_at_ms: null },
        payload: { reservation_id: 'RSV-1', user_id: 'ana' },
        next_attempt_at_ms: 5000,
      },
    ]);
  });

  test('recorded once more it changes nothing', () => {
    const { rows, begin, reach } = open();
    const saga = begin(request('RSV-1'));
    reach(saga, 'committed', 2000);
    const before = rows.list('reservations', { limit: 5 });
    reach(saga, 'completed', 9000);
    expect(rows.list('reservations', { limit: 5 })).toEqual(before);
  });

  test('on the way nothing is written beside the saga', () => {
    const { begin } = open();
    const saga = begin(request('RSV-1'));
    expect(localWorkFor({ ...saga, phase: 'forward' }, 2000)).toBeUndefined();
    expect(localWorkFor({ ...saga, phase: 'backward' }, 2000)).toBeUndefined();
  });
});
