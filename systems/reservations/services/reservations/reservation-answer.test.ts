import { createSaga } from '@temblor/protocols/saga/saga';
import type { Reason, SagaPhase } from '@temblor/protocols/saga/saga-types';
import { describe, expect, test } from 'vitest';
import { answerOf } from './reservation-answer.ts';
import { reservationSaga } from './reservation-saga.ts';

const fresh = createSaga(reservationSaga, { id: 'RSV-1', input: null, deadlineMs: 5000 });

function told(phase: SagaPhase, code?: string, facts?: Reason['facts']) {
  const known = facts === undefined ? {} : { facts };
  const reason = code === undefined ? null : { code, detail: 'why', ...known };
  const answer = answerOf({ ...fresh, phase, reason });
  if (answer.kind === 'confirmed') return answer;
  const { status, retryAfterS, members } = answer;
  return { status, retryAfterS, ...members };
}

describe('what a client is told', () => {
  test.each(['committed', 'completed'] as const)('a saga that is %s is a confirmed reservation', (phase) => {
    expect(told(phase)).toEqual({ kind: 'confirmed', reservationId: 'RSV-1' });
  });

  test.each([
    ['inventory_unreachable', 503],
    ['payments_unavailable', 503],
    ['database_unavailable', 503],
    ['interrupted', 503],
    ['retries_spent', 503],
    ['payments_timed_out', 504],
    ['hold_ended', 504],
    ['deadline', 504],
    ['payments_failed', 502],
    ['unknown_event', 404],
  ])('%s is %i', (code, status) => {
    expect(told('compensated', code)).toMatchObject({ status, outcome: 'cancelled', reservation_id: 'RSV-1' });
    expect(told('backward', code)).toMatchObject({ status, outcome: 'cancelling' });
  });

  test('seats that are held may come free again, and sold ones do not', () => {
    expect(told('compensated', 'no_seats', { free: 0, held: 3 })).toMatchObject({
      ...{ status: 409, retryAfterS: 1, free: 0, held: 3, outcome: 'cancelled' },
    });
    expect(told('compensated', 'no_seats', { free: 1, held: 0 })).toMatchObject({ status: 409, retryAfterS: null });
  });

  test('of a saga that is not decided nobody says that it came to nothing', () => {
    expect(told('forward')).toMatchObject({ status: 504, outcome: 'unknown', reservation_id: 'RSV-1' });
  });
});
