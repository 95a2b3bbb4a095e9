/** Two saga hosts and their outboxes over one PostgreSQL, one of which loses it for longer than its lease. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { seededRandom } from '@temblor/foundation/randomness/random';
import { openDatabase } from '@temblor/kit/database/open-database';
import { openOutboxSender } from '@temblor/kit/outbox/outbox-sender';
import { openPostgresqlRows } from '@temblor/kit/rows/postgresql-rows';
import { openSagaHost } from '@temblor/kit/saga/open-saga-host';
import type { SagaChange } from '@temblor/kit/saga/saga-host';
import { FakeServices } from '@temblor/kit/saga/testing/fake-services';
import { enqueue, outboxKey } from '@temblor/protocols/outbox/outbox';
import { createSaga } from '@temblor/protocols/saga/saga';
import { insertSaga, sagaKey } from '@temblor/protocols/saga/saga-store';
import type { SagaDefinition, SagaStep } from '@temblor/protocols/saga/saga-types';
import { systemTime } from '@temblor/resilience/time/system-time';
import type { ReservationsTables } from '@temblor/system-reservations/model/rows';
import { reservationsTables } from '@temblor/system-reservations/services/reservations/reservations-tables';
import { afterAll, beforeAll, test } from 'vitest';
import type { PostgresqlBehindProxy } from '../conformance/bus/postgresql-ground.ts';
import { openPostgresqlBehindProxy } from '../conformance/bus/postgresql-ground.ts';

const step: SagaStep = { name: '', kind: 'compensable', timeoutMs: 500, attempts: 3, waitMs: 20, canQuery: true };
const trip: SagaDefinition = {
  ...{ name: 'trip', undoTimeoutMs: 500, longestWaitMs: 200, attemptsToOperator: 3 },
  steps: [
    { ...step, name: 'flight' },
    { ...step, name: 'room' },
    { ...step, name: 'book', kind: 'pivot' },
  ],
};
const leaseMs = 600;

let server: PostgresqlBehindProxy;

beforeAll(async () => {
  const schema = new URL('../../systems/reservations/services/reservations/schema.sql', import.meta.url);
  server = await openPostgresqlBehindProxy(await readFile(schema, 'utf8'));
});
afterAll(() => server?.[Symbol.asyncDispose]());

/** A host and a sender as one process has them. */
function openInstance(owner: string, url: string, services: FakeServices, taken: string[]) {
  const opened = new AsyncDisposableStack();
  const changes: SagaChange[] = [];
  const ignored = () => undefined;
  const database = opened.use(
    openDatabase<ReservationsTables>({
      ...{ url, maxConnections: 3, applicationName: owner, connectTimeoutMs: 300, statementTimeoutMs: 500 },
      onError: ignored,
    }),
  );
  const store = opened.use(openPostgresqlRows({ database, tables: reservationsTables, onTrouble: ignored }));
  const around = { store, wallClock: Date.now, time: systemTime, onTrouble: ignored };
  const sender = opened.use(
    openOutboxSender({
      ...{ ...around, random: seededRandom(1) },
      deliver: async ({ message_key }) => {
        taken.push(message_key);
        return true;
      },
    }),
  );
  const host = opened.use(
    openSagaHost<ReservationsTables>({
      ...{ ...around, random: seededRandom(2), definition: trip, owner, leaseMs },
      call: (saga, call) => services.call(saga, call),
      localWorkFor: ({ id, phase }) => {
        if (phase !== 'completed') return undefined;
        const message = { key: id, topic: 'booked', payload: null };
        return { reads: [outboxKey(id)], writes: () => [enqueue(message, Date.now(), null)] };
      },
      onChange: (change) => changes.push(change),
    }),
  );
  const accept = async (id: string) => {
    const saga = createSaga(trip, { id, input: null, deadlineMs: Date.now() + 5000 });
    const { write, hold } = insertSaga<ReservationsTables>(saga, owner, { nowMs: Date.now(), leaseMs });
    const decide = () => ({ writes: [write], answer: null });
    await store.transact({ name: 'accept', reads: [sagaKey<ReservationsTables>(id)], decide });
    host.adopt(saga, hold);
  };
  return { host, sender, store, changes, accept, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

test('what a host leaves that has lost its database is brought to its end by another, once', async () => {
  const taken: string[] = [];
  let arrived = 0;
  const everSecondIsLost = new FakeServices(systemTime, ({ action }) => {
    arrived += 1;
    return action === 'do' && arrived % 2 === 0 ? 'lost-answer' : 'answer';
  });
  await using one = openInstance('one', server.url, everSecondIsLost, taken);
  await using two = openInstance('two', server.directUrl, everSecondIsLost, taken);
  await Promise.all([one.host.recovered, two.host.recovered]);

  const ids = Array.from({ length: 60 }, (_, at) => `trip-${at}`);
  await Promise.all(ids.slice(0, 30).map((id) => one.accept(id)));
  await Promise.all(ids.slice(30).map((id) => one.accept(id)));
  server.proxy.cut();
  const ended = async () => (await two.store.list('sagas', { equal: { open: true }, limit: 1 })).length === 0;
  assert.equal(await pollUntil(ended, { timeoutMs: 20_000, intervalMs: 20 }), true, 'sagas are left open');
  assert.ok(two.changes.some(({ kind }) => kind === 'taken-up'));
  server.proxy.restore();
  const letGo = () => [...one.host.running()].length === 0;
  assert.equal(await pollUntil(letGo, { timeoutMs: 20_000, intervalMs: 20 }), true, 'one never let go');

  const sagas = await two.store.list('sagas', { limit: 100 });
  assert.equal(sagas.length, ids.length);
  const completed = sagas.filter(({ phase }) => phase === 'completed').map(({ saga_id }) => saga_id);
  for (const id of ids) {
    const expected = completed.includes(id) ? ['taken', 'taken'] : [];
    const effects = [0, 1].map((index) => everSecondIsLost.effects.get(`${id}/${index}`));
    assert.deepEqual(
      effects.filter((effect) => effect === 'taken'),
      expected,
      id,
    );
    assert.equal((await two.host.decided(id, { timeoutMs: 1000 }))?.id, id);
  }
  const delivered = async () => {
    const waiting = await two.store.list('outbox', {
      atMost: { next_attempt_at_ms: Number.MAX_SAFE_INTEGER },
      limit: 1,
    });
    return waiting.length === 0;
  };
  assert.equal(await pollUntil(delivered, { timeoutMs: 20_000, intervalMs: 20 }), true, 'messages wait');
  assert.deepEqual([...new Set(taken)].sort(), completed.sort());
});
