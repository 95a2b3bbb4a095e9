import { afterEach, describe, expect, test } from 'vitest';
import { openThings, post } from '../service/testing/things-service.ts';

let stack = new AsyncDisposableStack();

afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

const open: typeof openThings = async (lab, build) => stack.use(await openThings(lab, build));

const longerThanATestMs = 60_000;

describe('the fault switch over HTTP', () => {
  test('does not exist in a process that no lab started', async () => {
    const { ask } = await open(undefined);
    expect(await ask({ path: '/inject-failure' })).toMatchObject({ status: 404 });
    expect(await ask(post('/inject-failure', { type: 'latency' }))).toMatchObject({ status: 404 });
  });

  test.each([
    { host: 'attacker.example' },
    { origin: 'http://attacker.example' },
    { origin: 'null' },
    { via: '1.1 temblor' },
    { 'x-forwarded-for': '192.0.2.1' },
  ])('is not there for a caller with %o', async (headers) => {
    const { ask } = await open('1');
    const attempt = await ask({ ...post('/inject-failure', { type: 'intermittent', probability: 1 }), headers });
    expect(attempt).toMatchObject({ status: 404 });
    expect(await ask({ path: '/inject-failure' })).toMatchObject({ status: 200, body: { type: 'clear' } });
  });

  test('takes exactly the words of the brief, with their defaults', async () => {
    const { ask } = await open('1');
    expect(await ask(post('/inject-failure', { type: 'latency', latency_ms: 40 }))).toMatchObject({
      status: 200,
      body: { type: 'latency', latency_ms: 40, remaining_ms: 60_000, acted: false },
    });
    expect(await ask(post('/inject-failure', { type: 'explode' }))).toMatchObject({ status: 422 });
    expect(await ask(post('/inject-failure', { type: 'latency', latency: 4 }))).toMatchObject({ status: 422 });
    expect(await ask(post('/inject-failure', { type: 'intermittent', probability: 2 }))).toMatchObject({ status: 422 });
    expect(await ask(post('/inject-failure', { type: 'clear' }))).toMatchObject({ body: { type: 'clear' } });
  });

  test('delays every answer, the health check and errors too, but not its own', async () => {
    const { ask } = await open('1');
    await ask(post('/inject-failure', { type: 'latency', latency_ms: 60 }));
    for (const path of ['/health', '/nothing', '/things']) {
      const startedMs = performance.now();
      await ask({ path });
      expect(performance.now() - startedMs).toBeGreaterThanOrEqual(58);
    }
    expect(await ask({ path: '/inject-failure' })).toMatchObject({ body: { acted: true } });
    await ask(post('/inject-failure', { type: 'latency', latency_ms: longerThanATestMs }));
    expect(await ask({ path: '/inject-failure' })).toMatchObject({ body: { latency_ms: longerThanATestMs } });
    await ask({ method: 'DELETE', path: '/inject-failure' });
    expect(await ask({ path: '/things' })).toMatchObject({ status: 200 });
  });

  test('fails requests, the health check too', async () => {
    const { ask } = await open('1');
    await ask(post('/inject-failure', { type: 'intermittent', probability: 1 }));
    expect(await ask({ path: '/health' })).toMatchObject({ status: 500, body: { code: 'injected_failure' } });
    expect(await ask({ path: '/inject-failure' })).toMatchObject({ status: 200, body: { acted: true } });
    await ask({ method: 'DELETE', path: '/inject-failure' });
    expect(await ask({ path: '/health' })).toMatchObject({ status: 200 });
  });

  test('spares the health check where it is asked to, and nothing else', async () => {
    const { ask } = await open('1');
    await ask(post('/inject-failure', { type: 'intermittent', probability: 1, spare_health: true }));
    expect(await ask({ path: '/health' })).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await ask({ path: '/inject-failure' })).toMatchObject({ body: { spare_health: true, acted: false } });
    expect(await ask({ path: '/things' })).toMatchObject({ status: 500, body: { code: 'injected_failure' } });
    expect(await ask({ path: '/metrics' })).toMatchObject({ status: 500 });
    await ask(post('/inject-failure', { type: 'latency', latency_ms: 60_000, spare_health: true }));
    expect(await ask({ path: '/health/' })).toMatchObject({ status: 200 });
    expect(await ask({ path: '/inject-failure' })).toMatchObject({ body: { acted: false } });
  });

  test('answers wrongly where an answer was right, and leaves errors as they are', async () => {
    const { ask, facts } = await open('1');
    await ask(post('/inject-failure', { type: 'incorrect_response' }));
    expect(await ask(post('/things/7', { quantity: 2 }))).toMatchObject({ status: 200, body: { quantity: 666 } });
    expect(await ask({ path: '/refused' })).toMatchObject({ status: 409, body: { code: 'refused' } });
    expect(facts).toEqual([{ type: 'switch-acted', instance: 'things-1', kind: 'incorrect_response' }]);
  });

  test('tells which fault acted, as it was named when it was turned on', async () => {
    const { ask, facts } = await open('1');
    await ask(post('/inject-failure', { type: 'intermittent', probability: 1, fault: 'f1' }));
    await ask(post('/inject-failure', { type: 'intermittent', probability: 1, fault: 'f2' }));
    await ask({ path: '/things' });
    expect(facts).toEqual([{ type: 'switch-acted', instance: 'things-1', kind: 'intermittent', fault: 'f2' }]);
  });
});
