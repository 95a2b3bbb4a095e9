import { createSaga } from '@temblor/protocols/saga/saga';
import { VirtualTime } from '@temblor/resilience/testing/virtual-time';
import { expect, test } from 'vitest';
import type { CallResult } from '../../model/calls.ts';
import { reservationSaga } from './reservation-saga.ts';
import { SagaCalls } from './saga-calls.ts';

const input = { event_id: 'concert', quantity: 1, user_id: 'ana', idempotency_key: null, traceparent: 'trace' };
const saga = createSaga(reservationSaga, { id: 'RSV-1', input, deadlineMs: 5000 });
const { signal } = new AbortController();

function open() {
  const sent: object[] = [];
  const clients = {
    call: async (request: object, options: object): Promise<CallResult> => {
      sent.push({ ...request, ...options });
      return { kind: 'timed-out' };
    },
  };
  const calls = new SagaCalls({ clients, time: new VirtualTime(), bug: undefined });
  const call = (action: 'do' | 'query' | 'undo', attempt: number) =>
    calls.call(saga, { step: 0, action, attempt, timeoutMs: 2000 }, signal);
  return { sent, call };
}

test('a call goes out in its trace, and tells its deadline where it goes forward', async () => {
  const { sent, call } = open();
  expect(await call('do', 1)).toMatchObject({ kind: 'unknown' });
  await call('undo', 1);
  expect(sent).toMatchObject([
    { path: '/reserve', traceparent: 'trace', timeoutMs: 2000, tellsDeadline: true },
    { path: '/release', tellsDeadline: false },
  ]);
});

test('second tries have a budget; first ones, questions and undoing have none', async () => {
  const { sent, call } = open();
  for (let at = 0; at < 20; at += 1) expect(await call('do', 2)).toMatchObject({ kind: 'unknown' });
  expect(await call('do', 2)).toMatchObject({ kind: 'failed', reason: { code: 'retries_spent' } });
  expect(sent).toHaveLength(20);
  for (const [action, attempt] of [
    ['do', 1],
    ['query', 9],
    ['undo', 9],
  ] as const)
    await call(action, attempt);
  expect(sent).toHaveLength(23);
});
