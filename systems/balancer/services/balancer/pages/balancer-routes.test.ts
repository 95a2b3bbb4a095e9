import { createServiceApp } from '@temblor/kit/service/service-app';
import { describe, expect, test } from 'vitest';
import { RotationStage } from '../replicas/testing/rotation-stage.ts';
import { BalancerStatistics } from '../statistics/balancer-statistics.ts';
import { addBalancerRoutes } from './balancer-routes.ts';

function pages() {
  const stage = new RotationStage();
  const statistics = new BalancerStatistics('balancer');
  const { app } = createServiceApp((error) => {
    throw error;
  });
  const clock = { nowMs: () => stage.nowMs };
  addBalancerRoutes(app, { instance: 'balancer', rotation: stage.rotation, statistics, clock });
  const ask = async (method: 'GET' | 'PUT' | 'POST', url: string, payload?: object, headers = {}) => {
    const answer = await app.inject({
      method,
      url,
      headers: { host: 'localhost:8000', ...headers },
      ...(payload && { payload }),
    });
    return { status: answer.statusCode, body: answer.json() };
  };
  return { stage, statistics, ask };
}

describe('the statistics', () => {
  test('are those of the last second, with totals and how each replica stands now', async () => {
    const { stage, statistics, ask } = pages();
    const [upstream] = stage.rotation.all;
    if (upstream === undefined) throw new Error('there is no replica');
    statistics.settled(upstream, 'success', 3);
    statistics.proxied({ type: 'request-finished', status: 200, failed: false, attempts: 1, hedges: 0 });
    statistics.takeWindow(stage.rotation, 1, 2);
    statistics.settled(upstream, 'failure', 5);
    stage.fail('image-2');
    stage.nowMs = 40;
    const { status, body } = await ask('GET', '/stats');
    expect(status).toBe(200);
    expect(body).toMatchObject({ startUs: 1, endUs: 2, requests: 1, strategy: 'round-robin', panic: false });
    expect(body.replicas).toMatchObject([
      {
        id: 'image-1',
        url: 'http://127.0.0.1:8001',
        requests: 1,
        meanMs: 3,
        share: 0.5,
        totals: { requests: 2, meanMs: 4 },
      },
      {
        id: 'image-2',
        state: 'down',
        breaker: 'open',
        share: 0,
        timesOut: 1,
        outSince: { detector: 'passive', forMs: 40 },
      },
      { id: 'image-3', state: 'in-rotation', outSince: null },
    ]);
  });

  test('are zero before the first second is over', async () => {
    const { body } = await pages().ask('GET', '/stats');
    expect(body).toMatchObject({ startUs: 0, requests: 0, totals: { requests: 0 } });
  });
});

describe('the strategy', () => {
  test('can be changed, and is shown with all others', async () => {
    const { stage, ask } = pages();
    expect(await ask('PUT', '/strategy', { strategy: 'two-choices' })).toMatchObject({ status: 200 });
    const { body } = await ask('GET', '/strategies');
    expect(body.strategy).toBe('two-choices');
    expect(body.strategies).toContain('least-connections');
    expect(stage.told('strategy-changed')).toHaveLength(1);
  });

  test.each(['constructor', 'fastest'])('named %s is refused with the names that there are', async (strategy) => {
    const { stage, ask } = pages();
    const { status, body } = await ask('PUT', '/strategy', { strategy });
    expect([status, body.code]).toEqual([422, 'unknown_strategy']);
    expect(body.hint).toContain('two-choices');
    expect(stage.rotation.strategy).toBe('round-robin');
  });

  test('that is missing is refused by name', async () => {
    expect(await pages().ask('PUT', '/strategy', { stratgy: 'random' })).toMatchObject({ status: 422 });
  });
});

describe('draining', () => {
  test('takes a replica out and lets it in again', async () => {
    const { stage, ask } = pages();
    expect((await ask('POST', '/replicas/image-2/drain')).body).toMatchObject({ id: 'image-2', state: 'draining' });
    expect(stage.answer(10)).not.toContain('image-2');
    expect((await ask('POST', '/replicas/image-2/resume')).body).toMatchObject({ state: 'slow-start' });
  });

  test('of a replica that is not there names those that are', async () => {
    const { status, body } = await pages().ask('POST', '/replicas/image-9/drain');
    expect([status, body.code]).toEqual([404, 'unknown_replica']);
    expect(body.hint).toContain('image-1, image-2, image-3');
  });
});

test.each([{ host: 'attacker.example:8000' }, { origin: 'http://attacker.example' }, { origin: 'null' }])(
  'a page of another site cannot drain a replica: %j',
  async (headers) => {
    const { stage, ask } = pages();
    expect((await ask('POST', '/replicas/image-2/drain', undefined, headers)).status).toBe(403);
    expect(stage.told('replica-draining')).toEqual([]);
  },
);
