import { createSaga } from '@temblor/protocols/saga/saga';
import type { CallAction, Plain } from '@temblor/protocols/saga/saga-types';
import { describe, expect, test } from 'vitest';
import type { CallResult } from '../../model/calls.ts';
import { outcomeOf, requestFor } from './reservation-calls.ts';
import type { RemoteStep } from './reservation-saga.ts';
import { reservationSaga } from './reservation-saga.ts';

const input = { event_id: 'concert', quantity: 3, user_id: 'ana', idempotency_key: null, traceparent: null };
const saga = createSaga(reservationSaga, { id: 'RSV-1', input, deadlineMs: 5000 });

function at(name: RemoteStep, action: CallAction) {
  return { step: reservationSaga.steps.findIndex((step) => step.name === name), action };
}

function answered(status: number, body: Plain = {}): CallResult {
  return { kind: 'answered', answer: { status, body } };
}

function problem(status: number, code: string): CallResult {
  return answered(status, { code, detail: 'why', hint: 'what to do', status });
}

function kindOf(name: RemoteStep, action: CallAction, result: CallResult): string {
  return outcomeOf(at(name, action), result, undefined).kind;
}

describe('the calls of a reservation', () => {
  test.each([
    ['hold', 'do', 'POST /reserve', { reservation_id: 'RSV-1', event_id: 'concert', quantity: 3 }],
    ['charge', 'do', 'POST /pay', { key: 'RSV-1', user_id: 'ana', amount: 15_000 }],
    ['sell', 'do', 'POST /confirm', { reservation_id: 'RSV-1', event_id: 'concert' }],
    ['hold', 'query', 'GET /holds/RSV-1', null],
    ['charge', 'query', 'GET /payments/RSV-1', null],
    ['sell', 'query', 'GET /holds/RSV-1', null],
    ['hold', 'undo', 'POST /release', { reservation_id: 'RSV-1', event_id: 'concert' }],
    ['charge', 'undo', 'POST /refund', { key: 'RSV-1' }],
    ['sell', 'undo', 'POST /release', { reservation_id: 'RSV-1', event_id: 'concert' }],
  ] as const)('%s, %s: %s', (name, action, line, body) => {
    const { method, path, ...request } = requestFor(saga, at(name, action));
    expect(`${method} ${path}`).toBe(line);
    expect(request).toEqual({ service: name === 'charge' ? 'payments' : 'inventory', body });
  });
});

describe('what becomes of a step', () => {
  test('a client is not told addresses and codes of the network', () => {
    for (const kind of ['refused', 'broken'] as const) {
      const outcome = outcomeOf(at('hold', 'do'), { kind, detail: 'connect ECONNREFUSED 127.0.0.1:5002' }, undefined);
      const reason = 'reason' in outcome ? outcome.reason : undefined;
      expect(reason?.code).toBe('inventory_unreachable');
      expect(reason?.detail).toMatch(/^(inventory cannot be reached|the connection to inventory broke off)$/);
    }
  });

  test.each(['hold', 'charge', 'sell'] as const)('%s is unknown where the call may have arrived', (name) => {
    expect(kindOf(name, 'do', { kind: 'timed-out' })).toBe('unknown');
    expect(kindOf(name, 'do', { kind: 'broken', detail: 'reset' })).toBe('unknown');
    expect(kindOf(name, 'do', problem(500, 'internal_error'))).toBe('unknown');
    expect(kindOf(name, 'do', problem(504, 'outcome_unknown'))).toBe('unknown');
    expect(kindOf(name, 'do', answered(502, 'not of ours'))).toBe('unknown');
  });

  test.each(['hold', 'charge', 'sell'] as const)('%s failed where it surely had no effect', (name) => {
    expect(kindOf(name, 'do', { kind: 'refused', detail: 'ECONNREFUSED' })).toBe('failed');
    expect(kindOf(name, 'do', problem(503, 'chaos_crash'))).toBe('failed');
    expect(kindOf(name, 'do', problem(503, 'database_unavailable'))).toBe('failed');
    expect(kindOf(name, 'do', problem(504, 'deadline_passed'))).toBe('failed');
    expect(kindOf(name, 'do', problem(409, name === 'charge' ? 'payment_voided' : 'no_seats'))).toBe('refused');
    expect(kindOf(name, 'do', answered(200))).toBe('done');
  });

  test.each([
    [problem(409, 'payment_voided'), 'refused', undefined],
    [problem(409, 'payment_refunded'), 'refused', undefined],
    [problem(422, 'other_contents'), 'refused', undefined],
    [problem(422, 'invalid_request'), 'refused', undefined],
    [problem(404, 'not_found'), 'failed', true],
    [problem(408, 'request_timeout'), 'failed', true],
    [problem(429, 'too_many'), 'failed', true],
    [answered(409, 'not of ours'), 'failed', true],
  ])('a charge is refused for good by the codes of payments alone: %j', (result, kind, mayArriveAgain) => {
    const outcome = outcomeOf(at('charge', 'do'), result, undefined);
    expect(outcome.kind).toBe(kind);
    expect('mayArriveAgain' in outcome ? outcome.mayArriveAgain : undefined).toBe(mayArriveAgain);
  });

  test.each([
    ['hold', 'held', 'done'],
    ['hold', 'sold', 'done'],
    ['hold', 'expired', 'refused'],
    ['sell', 'held', 'failed'],
    ['sell', 'sold', 'done'],
    ['sell', 'released', 'refused'],
    ['charge', 'captured', 'done'],
    ['charge', 'refunded', 'refused'],
    ['charge', 'voided', 'refused'],
  ] as const)('%s is asked after, and is %s: %s', (name, state, kind) => {
    expect(kindOf(name, 'query', answered(200, { state }))).toBe(kind);
  });

  test('what is not there when it is asked after may arrive yet: that is left to the saga', () => {
    expect(kindOf('charge', 'query', problem(404, 'payment_not_found'))).toBe('failed');
    expect(kindOf('hold', 'query', problem(404, 'hold_not_found'))).toBe('failed');
    expect(kindOf('charge', 'query', problem(404, 'not_found'))).toBe('unknown');
    expect(kindOf('charge', 'query', { kind: 'timed-out' })).toBe('unknown');
    expect(kindOf('charge', 'query', problem(503, 'chaos_crash'))).toBe('unknown');
  });

  test.each(['hold', 'charge', 'sell'] as const)('undoing %s is never given up', (name) => {
    for (const result of [problem(409, 'no_seats'), problem(503, 'chaos_crash'), problem(404, 'not_found')]) {
      expect(kindOf(name, 'undo', result)).toBe('failed');
    }
    expect(kindOf(name, 'undo', { kind: 'timed-out' })).toBe('unknown');
    expect(kindOf(name, 'undo', answered(200))).toBe('done');
  });

  test('how many seats are left is passed on', () => {
    const full = answered(409, { code: 'no_seats', detail: 'none', free: 0, held: 2 });
    expect(outcomeOf(at('hold', 'do'), full, undefined)).toEqual({
      kind: 'refused',
      reason: { code: 'no_seats', detail: 'none', facts: { free: 0, held: 2 } },
    });
  });

  test('the planted bug takes a charge without an answer for one that failed, and no other step', () => {
    const late: CallResult = { kind: 'timed-out' };
    expect(outcomeOf(at('charge', 'do'), late, 'no-payment-query').kind).toBe('failed');
    expect(outcomeOf(at('charge', 'undo'), late, 'no-payment-query').kind).toBe('unknown');
    expect(outcomeOf(at('hold', 'do'), late, 'no-payment-query').kind).toBe('unknown');
  });
});
