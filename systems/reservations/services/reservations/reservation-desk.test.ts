/** The desk over a real saga host and a store in memory; the services are functions. */
import { seededRandom } from '@temblor/foundation/randomness/random';
import { openSagaHost } from '@temblor/kit/saga/open-saga-host';
import { MemoryRows } from '@temblor/protocols/transactions/memory-rows';
import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import type { RowStore } from '@temblor/protocols/transactions/transaction';
import { systemTime } from '@temblor/resilience/time/system-time';
import { afterEach, describe, expect, test } from 'vitest';
import type { CallRequest, CallResult } from '../../model/calls.ts';
import type { ReservationsTables } from '../../model/rows.ts';
import { outcomeOf, requestFor } from './reservation-calls.ts';
import { ReservationDesk } from './reservation-desk.ts';
import { localWorkFor } from './reservation-rows.ts';
import { reservationSaga } from './reservation-saga.ts';

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

type Service = (request: CallRequest) => Promise<CallResult>;

/** Does what it is asked for, and remembers nothing. */
const fine: Service = async ({ method, service }) => {
  if (method === 'POST') return { kind: 'answered', answer: { status: 200, body: {} } };
  const code = service === 'payments' ? 'payment_not_found' : 'hold_not_found';
  return { kind: 'answered', answer: { status: 404, body: { code } } };
};
const never: Service = () => new Promise(() => undefined);
const full: Service = async () => ({
  kind: 'answered',
  answer: { status: 409, body: { code: 'no_seats', detail: 'none', free: 0, held: 0 } },
});

function open({ service = fine, isTaken = true, store: alter = (store: Store) => store } = {}) {
  const world = { service, isTaken };
  const rows = new MemoryRows<ReservationsTables>();
  const store = alter(rows.store());
  const around = { store, wallClock: () => Date.now(), random: seededRandom(1), leaseMs: 60_000 };
  const host = stack.use(
    openSagaHost<ReservationsTables>({
      ...{ ...around, definition: reservationSaga, owner: 'reservations', time: systemTime },
      call: async (saga, call) => outcomeOf(call, await world.service(requestFor(saga, call)), undefined),
      localWorkFor: (saga) => localWorkFor(saga, Date.now()),
      onChange: (change) => desk.changed(change),
      onTrouble: () => undefined,
    }),
  );
  const outbox = { deliverNow: async () => world.isTaken };
  const desk = new ReservationDesk({ ...around, host, outbox, instance: 'reservations' });
  let attempts = 0;
  const reserve = ({ key = null as string | null, hash = 'h', withinMs = 5000 } = {}) => {
    attempts += 1;
    const answerByMs = Date.now() + withinMs;
    const idempotency = key === null ? null : { key, hash };
    const about = { eventId: 'concert', quantity: 1, userId: 'ana', traceparent: null, deadlineMs: answerByMs };
    return desk.reserve({ ...about, reservationId: `RSV-${attempts}`, idempotency }, answerByMs);
  };
  return { world, rows, reserve };
}

type Store = RowStore<ReservationsTables>;

/** The store, whose first transactions end so: before they are decided, or after their commit. */
function failing(...outcomes: readonly ('not-applied' | 'unknown')[]): (store: Store) => Store {
  const left = [...outcomes];
  return (store) => ({
    list: (table, filter) => store.list(table, filter),
    async transact(transaction) {
      const outcome = left.shift();
      if (outcome === undefined) return await store.transact(transaction);
      if (outcome === 'unknown') await store.transact(transaction);
      throw new StoreFailure(outcome, 'it was to fail');
    },
  });
}

describe('a reservation', () => {
  test('is confirmed, and its client is told whether it was notified of it', async () => {
    const { world, reserve } = open();
    const confirmed = { kind: 'confirmed', replayed: false };
    expect(await reserve()).toEqual({ ...confirmed, reservationId: 'RSV-1', sent: true });
    world.isTaken = false;
    expect(await reserve()).toEqual({ ...confirmed, reservationId: 'RSV-2', sent: false });
  });

  test('that is asked for twice at once is one, and so it is when it is asked for later', async () => {
    const { rows, reserve } = open();
    const both = await Promise.all([reserve({ key: 'k' }), reserve({ key: 'k' })]);
    const again = await reserve({ key: 'k' });
    const confirmed = { kind: 'confirmed', reservationId: 'RSV-1' };
    expect(both).toMatchObject([confirmed, { ...confirmed, replayed: true, sent: true }]);
    expect(again).toMatchObject({ ...confirmed, replayed: true });
    expect(rows.list('reservations', { limit: 5 })).toHaveLength(1);
  });

  test('that came to nothing is begun anew under its key', async () => {
    const { world, reserve } = open({ service: full });
    const refused = { kind: 'problem', status: 409, members: { reservation_id: 'RSV-1', outcome: 'cancelled' } };
    expect(await reserve({ key: 'k' })).toMatchObject(refused);
    world.service = fine;
    expect(await reserve({ key: 'k' })).toMatchObject({ kind: 'confirmed', reservationId: 'RSV-2', replayed: false });
    expect(await reserve({ key: 'k', hash: 'other' })).toEqual({ kind: 'other-request' });
  });

  test('that is not decided in time has an unknown outcome, which its key tells later', async () => {
    const arrived = Promise.withResolvers<CallResult>();
    const { reserve } = open({ service: () => arrived.promise });
    const slow = reserve({ key: 'k', withinMs: 1000 });
    expect(await slow).toMatchObject({
      ...{ status: 504, code: 'reservation_in_progress' },
      members: { reservation_id: 'RSV-1', outcome: 'unknown' },
    });
    const joined = reserve({ key: 'k' });
    arrived.resolve({ kind: 'answered', answer: { status: 409, body: { code: 'no_seats', free: 0, held: 1 } } });
    expect(await joined).toMatchObject({ status: 409, retryAfterS: 1, members: { reservation_id: 'RSV-1', held: 1 } });
  });

  test('whose undoing takes long is told to be cancelled, before its client stops waiting', async () => {
    const service: Service = async (request) => {
      if (request.path === '/reserve') return await fine(request);
      return await (request.path === '/pay' ? full : never)(request);
    };
    const { reserve } = open({ service, isTaken: true });
    const answer = await reserve({ withinMs: 60_000 });
    expect(answer).toMatchObject({ kind: 'problem', members: { reservation_id: 'RSV-1', outcome: 'cancelling' } });
  });
});

describe('a store that fails', () => {
  test('while a request is accepted: it is tried again', async () => {
    const { reserve, rows } = open({ store: failing('not-applied', 'not-applied') });
    expect(await reserve()).toMatchObject({ kind: 'confirmed', reservationId: 'RSV-1' });
    expect(rows.list('sagas', { limit: 5 })).toHaveLength(1);
  });

  test('without a word: the saga is found, and begun once', async () => {
    const { reserve, rows } = open({ store: failing('unknown') });
    expect(await reserve({ key: 'k' })).toMatchObject({ kind: 'confirmed', reservationId: 'RSV-1' });
    expect(rows.list('sagas', { limit: 5 })).toHaveLength(1);
  });

  test('for too long: nothing was changed, and the client is told so', async () => {
    const { reserve, rows } = open({ store: failing('not-applied', 'not-applied', 'not-applied') });
    expect(await reserve()).toMatchObject({
      status: 503,
      code: 'database_unavailable',
      members: { outcome: 'cancelled' },
    });
    expect(rows.list('sagas', { limit: 5 })).toEqual([]);
  });

  test('without a word at the last try: what it may have accepted is taken up at once, not when its lease ends', async () => {
    const { reserve, rows } = open({ store: failing('not-applied', 'not-applied', 'unknown') });
    expect(await reserve()).toMatchObject({ status: 504, members: { outcome: 'unknown' } });
    const phase = () => rows.list('sagas', { limit: 1 })[0]?.phase;
    await expect.poll(phase).toBe('completed');
  });

  test('for too long and without a word: nobody says that nothing was changed', async () => {
    const { reserve } = open({ store: failing('unknown', 'unknown', 'unknown') });
    expect(await reserve()).toMatchObject({ status: 504, members: { outcome: 'unknown' } });
  });
});
