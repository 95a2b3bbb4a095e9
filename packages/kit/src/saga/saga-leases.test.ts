/** Who drives a saga when hosts die, stand still, or are slow. */
import { describe, expect, test } from 'vitest';
import { SagaScene } from './testing/saga-scene.ts';
import { tripSaga } from './testing/trip-saga.ts';

test('a host that closes leaves its sagas to others at once', async () => {
  await using scene = new SagaScene();
  const one = scene.open('one', { leaseMs: 12_000 });
  const two = scene.open('two');
  scene.serviceWhim = ({ step }) => (step === 1 ? 'hang' : 'answer');
  scene.begin('trip', one, 'one', 30_000);
  await scene.time.settle();
  const closed = one.host[Symbol.asyncDispose]();
  scene.serviceWhim = () => 'answer';
  await scene.time.advance(1100);
  await closed;
  expect(two.changes[0]).toMatchObject({ kind: 'taken-up' });
  expect(scene.row('trip')).toMatchObject({ owner: 'two', open: false });
});

test('a host that closes while it claims a saga leaves that one to others, too', async () => {
  await using scene = new SagaScene();
  const one = scene.open('one');
  scene.accept('trip', 'one');
  const taken = one.host.takeUp('trip');
  const closed = one.host[Symbol.asyncDispose]();
  expect(await taken).toBeUndefined();
  await closed;
  expect(scene.row('trip')).toMatchObject({ epoch: 2, lease_until_ms: scene.time.nowMs() });
});

test('a host that closes does not wait for a store that does not answer', async () => {
  await using scene = new SagaScene();
  const one = scene.open('one', {
    store: {
      list: async (table, filter) => scene.rows.list(table, filter),
      transact: async (transaction) =>
        transaction.name === 'release lease' ? await new Promise(() => undefined) : scene.rows.run(transaction),
    },
  });
  scene.serviceWhim = () => 'hang';
  scene.begin('trip', one, 'one');
  await scene.time.settle();
  const closed = one.host[Symbol.asyncDispose]();
  await scene.time.advance(1000);
  await closed;
});

describe('a host that dies', () => {
  test('is followed by another when its lease has ended, and not before', async () => {
    await using scene = new SagaScene();
    const one = scene.open('one');
    const two = scene.open('two');
    scene.serviceWhim = ({ step }) => (step === 1 ? 'hang' : 'answer');
    scene.begin('trip', one, 'one', 30_000);
    await scene.time.settle();
    expect(scene.services.calls).toEqual(['do 0', 'do 1']);
    one.gate.pause();
    scene.serviceWhim = () => 'answer';
    await scene.time.advance(3900);
    expect(two.changes).toEqual([]);
    await scene.time.advance(1200);
    expect(two.changes[0]).toMatchObject({ kind: 'taken-up' });
    expect(scene.row('trip')).toMatchObject({ owner: 'two', epoch: 2, phase: 'completed' });
    expect(scene.services.effects).toEqual(
      new Map([
        ['trip/0', 'taken'],
        ['trip/1', 'taken'],
        ['trip/3', 'taken'],
      ]),
    );
  });

  test('is followed by another that undoes what it may have begun, where no time is left', async () => {
    await using scene = new SagaScene();
    const one = scene.open('one');
    scene.open('two');
    scene.serviceWhim = ({ step }) => (step === 0 ? 'hang' : 'answer');
    scene.begin('trip', one, 'one', 3000);
    await scene.time.settle();
    one.gate.pause();
    scene.serviceWhim = () => 'answer';
    await scene.time.advance(6000);
    expect(scene.row('trip')).toMatchObject({ owner: 'two', phase: 'compensated' });
    expect(scene.services.effects).toEqual(
      new Map([
        ['trip/0', 'void'],
        ['trip/1', 'void'],
      ]),
    );
  });

  test('takes up its own in its next life at once', async () => {
    await using scene = new SagaScene();
    const first = scene.open('one');
    scene.serviceWhim = () => 'hang';
    for (let trip = 0; trip < 250; trip += 1) scene.begin(`trip-${trip}`, first, 'one');
    scene.begin('of two', scene.open('two'), 'two', 60_000);
    await scene.time.settle();
    first.gate.pause();
    scene.serviceWhim = () => 'answer';
    const second = scene.open('one');
    await second.host.recovered;
    await scene.time.advance(500);
    expect(second.changes.filter(({ kind }) => kind === 'taken-up')).toHaveLength(250);
    expect(scene.rows.list('sagas', { equal: { open: true }, limit: 300 }).map(({ saga_id }) => saga_id)).toEqual([
      'of two',
    ]);
  });

  test('takes up its own when the store is back', async () => {
    await using scene = new SagaScene();
    scene.accept('trip', 'one');
    scene.storeWhim = () => 'refuse';
    const one = scene.open('one');
    let isRecovered = false;
    void one.host.recovered.then(() => {
      isRecovered = true;
    });
    await scene.time.advance(3000);
    expect(isRecovered).toBe(false);
    scene.storeWhim = () => 'commit';
    await scene.time.advance(1000);
    expect(isRecovered).toBe(true);
    expect(scene.row('trip').phase).toBe('completed');
  });
});

describe('where the clock was set back', () => {
  const hourMs = 3_600_000;

  test('a host takes up its own at once, and those of others as soon as it looks', async () => {
    await using scene = new SagaScene();
    scene.accept('own', 'one');
    scene.accept('of two', 'two');
    const one = scene.open('one', { wallClock: () => scene.time.nowMs() - hourMs });
    await one.host.recovered;
    await scene.time.advance(1500);
    expect(one.changes.filter(({ kind }) => kind === 'taken-up').map(({ saga }) => saga.id)).toEqual(
      expect.arrayContaining(['own', 'of two']),
    );
    expect(scene.rows.list('sagas', { equal: { open: true }, limit: 3 })).toEqual([]);
  });

  test('a host that goes on renews its leases by the new time, and keeps its sagas', async () => {
    await using scene = new SagaScene();
    let backMs = 0;
    const wallClock = () => scene.time.nowMs() - backMs;
    const one = scene.open('one', {
      wallClock,
      definition: { ...tripSaga, steps: tripSaga.steps.map((step) => ({ ...step, timeoutMs: 60_000 })) },
      call: () => new Promise(() => undefined),
    });
    scene.begin('trip', one, 'one', 60_000);
    await scene.time.advance(6000);
    backMs = hourMs;
    await scene.time.advance(1500);
    const two = scene.open('two', { wallClock });
    await scene.time.advance(20_000);
    expect(two.changes).toEqual([]);
    expect(scene.row('trip')).toMatchObject({ owner: 'one', epoch: 1, open: true });
  });
});

test('a saga that is being accepted while a host looks for those of its earlier life is left to who accepts it', async () => {
  await using scene = new SagaScene();
  scene.accept('earlier', 'one');
  scene.storeWhim = () => 'refuse';
  const one = scene.open('one');
  await scene.time.settle();
  one.host.accepting('trip');
  const { saga, hold } = scene.accept('trip', 'one');
  scene.storeWhim = () => 'commit';
  await scene.time.advance(1100);
  await one.host.recovered;
  expect(one.changes.filter(({ kind }) => kind === 'taken-up').map(({ saga: { id } }) => id)).toEqual(['earlier']);
  one.host.adopt(saga, hold);
  await scene.time.advance(500);
  expect(scene.row('trip')).toMatchObject({ phase: 'completed', epoch: 1 });
});

test('a saga whose claim was never heard of is claimed again, and not left until its lease ends', async () => {
  await using scene = new SagaScene();
  for (const trip of ['trip-1', 'trip-2', 'trip-3']) scene.accept(trip, 'one', 60_000);
  scene.storeWhim = () => 'refuse';
  const one = scene.open('one');
  await scene.time.advance(10);
  let claims = 0;
  scene.storeWhim = (name) => {
    if (name === 'claim saga') claims += 1;
    return name === 'claim saga' && claims === 2 ? 'lost-answer' : 'commit';
  };
  await scene.time.advance(3000);
  expect(one.changes.filter(({ kind }) => kind === 'taken-up')).toHaveLength(3);
  expect(scene.rows.list('sagas', { equal: { open: true }, limit: 3 })).toEqual([]);
});

test('a saga that takes long keeps its lease', async () => {
  await using scene = new SagaScene();
  const one = scene.open('one');
  const two = scene.open('two');
  scene.serviceWhim = ({ action }) => (action === 'undo' ? 'fail' : 'lost-request');
  const slow = scene.open('slow', {
    definition: { ...tripSaga, steps: tripSaga.steps.map((step) => ({ ...step, timeoutMs: 60_000 })) },
    call: () => new Promise(() => undefined),
  });
  scene.begin('trip', one, 'one', 2000);
  scene.begin('slow trip', slow, 'slow', 60_000);
  await scene.time.advance(30_000);
  expect(two.changes).toEqual([]);
  expect(scene.row('trip')).toMatchObject({ owner: 'one', epoch: 1, needs_operator: true });
  expect(scene.row('slow trip')).toMatchObject({ owner: 'slow', epoch: 1 });
});

test('a saga is taken up whose acceptance ended without a word, if there is one', async () => {
  await using scene = new SagaScene();
  const one = scene.open('one');
  await one.host.recovered;
  scene.accept('trip', 'one');
  expect(await one.host.takeUp('another trip')).toBeUndefined();
  expect(await one.host.takeUp('trip')).toMatchObject({ phase: 'forward' });
  await scene.time.advance(500);
  expect(scene.row('trip').phase).toBe('completed');
});

test('a host that is claimed a saga twice drives it once, by the younger right', async () => {
  await using scene = new SagaScene();
  const one = scene.open('one');
  await one.host.recovered;
  const { saga, hold } = scene.accept('trip', 'one');
  scene.serviceWhim = () => 'hang';
  await one.host.takeUp('trip');
  await one.host.takeUp('trip');
  one.host.adopt(saga, hold);
  expect([...one.host.running()]).toHaveLength(1);
  scene.serviceWhim = () => 'answer';
  await scene.time.advance(2000);
  expect(scene.row('trip')).toMatchObject({ open: false, epoch: 3 });
});
