import { monotonicClock } from '@temblor/foundation/clock/clock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openThings, post } from '../service/testing/things-service.ts';
import { addCrashPointRoutes, openCrashPoints } from './crash-point-routes.ts';
import { CrashPoints } from './crash-points.ts';

let stack: AsyncDisposableStack;
let crashes: string[];
let points: CrashPoints;

beforeEach(() => {
  stack = new AsyncDisposableStack();
  crashes = [];
  points = new CrashPoints({
    clock: monotonicClock,
    onActing: (act, fault) => void crashes.push(`${act} ${fault}`),
    crash: () => {
      throw new Error('crashed');
    },
  });
});
afterEach(() => stack.disposeAsync());

/** A service with crash points, whose `after` of an answer can be waited for. */
async function open() {
  const things = await openThings('1', ({ app }) => {
    addCrashPointRoutes(app, points, monotonicClock);
    app.get('/things/:id', { schema: { params: z.object({ id: z.string() }) } }, ({ params }) => params);
  });
  return stack.use(things);
}

describe('crash points over HTTP', () => {
  test('count every answer that the service gives, but not those of its standard pages', async () => {
    const { ask } = await open();
    for (const path of ['/things/1', '/things/2', '/health', '/metrics', '/nothing']) await ask({ path });
    expect(await ask({ path: '/crash-points' })).toMatchObject({
      body: { effects: [{ effect: 'answer GET /things/:id', count: 2 }], armed: [] },
    });
  });

  test('are armed, told of, and cleared', async () => {
    const { ask } = await open();
    const effect = 'call inventory POST /reserve';
    const order = { effect, occurrence: 3, act: 'lose-answer', duration_ms: 5000, fault: 'f1' };
    const told = await ask(post('/crash-points', order));
    const { duration_ms: _, ...armed } = order;
    expect(told).toMatchObject({ status: 200, body: { armed: [armed] } });
    expect(await ask(post('/crash-points', { effect: 'commit a', act: 'crash-after' }))).toMatchObject({
      body: { armed: [armed, { effect: 'commit a', occurrence: 1, act: 'crash-after' }] },
    });
    expect(await ask({ method: 'DELETE', path: '/crash-points' })).toMatchObject({ body: { armed: [] } });
  });

  test.each([
    ['an act that there is not', { effect: 'commit a', act: 'explode' }],
    ['a commit that is to be lost', { effect: 'commit a', act: 'lose-answer' }],
    ['the occurrence before the next', { effect: 'commit a', act: 'crash-before', occurrence: 0 }],
    ['a field too many', { effect: 'commit a', act: 'crash-before', after: 1 }],
  ])('refuse %s', async (_, order) => {
    const { ask } = await open();
    expect(await ask(post('/crash-points', order))).toMatchObject({ status: 422 });
    expect(points.armed).toEqual([]);
  });

  test('refuse more than can be kept in view', async () => {
    const { ask } = await open();
    const order = { effect: 'commit a', act: 'crash-before' };
    for (let at = 0; at < 100; at += 1) expect(await ask(post('/crash-points', order))).toMatchObject({ status: 200 });
    expect(await ask(post('/crash-points', order))).toMatchObject({ status: 409 });
  });

  test('crash before an answer leaves', async () => {
    const { ask } = await open();
    await ask(post('/crash-points', { effect: 'answer GET /things/:id', act: 'crash-before', fault: 'f1' }));
    expect(await ask({ path: '/things/1' })).toMatchObject({ status: 500 });
    expect(crashes).toEqual(['crash-before f1']);
  });

  test('are not there for a caller from elsewhere', async () => {
    const { ask } = await open();
    const order = post('/crash-points', { effect: 'commit a', act: 'crash-before' });
    expect(await ask({ ...order, headers: { origin: 'http://attacker.example' } })).toMatchObject({ status: 404 });
    expect(points.armed).toEqual([]);
  });

  test('do not exist in a process that no lab started', async () => {
    const { ask } = stack.use(
      await openThings(undefined, (parts) => {
        expect(openCrashPoints(parts, { INSTANCE_ID: 'things-1' })).toBeUndefined();
      }),
    );
    expect(await ask({ path: '/crash-points' })).toMatchObject({ status: 404 });
  });

  test('tell the journal when one acts', async () => {
    let opened: CrashPoints | undefined;
    const { facts } = stack.use(
      await openThings('1', (parts) => {
        opened = openCrashPoints(parts, { TEMBLOR_LAB: '1', INSTANCE_ID: 'things-1' });
      }),
    );
    opened?.arm({ effect: 'call a GET /b', occurrence: 1, act: 'late-request', durationMs: 1000, fault: 'f1' });
    expect(opened?.before('call a GET /b')).toBe('late-request');
    expect(facts).toEqual([{ type: 'switch-acted', instance: 'things-1', kind: 'late-request', fault: 'f1' }]);
  });
});
