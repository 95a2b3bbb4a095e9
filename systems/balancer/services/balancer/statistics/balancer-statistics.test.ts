import { expect, test } from 'vitest';
import { RotationStage } from '../replicas/testing/rotation-stage.ts';
import { BalancerStatistics } from './balancer-statistics.ts';

const [one, two] = [
  { id: 'image-1', host: '127.0.0.1', port: 8001 },
  { id: 'image-2', host: '127.0.0.1', port: 8002 },
];

test('a window counts what happened in it, with how the replicas stand at its end', () => {
  const { rotation } = new RotationStage();
  const statistics = new BalancerStatistics('balancer');
  statistics.settled(one, 'success', 10);
  statistics.settled(one, 'failure', 30);
  statistics.settled(one, 'cancelled', 500);
  statistics.proxied({ type: 'attempt-retried', from: 'image-1', reason: 'reset' });
  statistics.proxied({ type: 'attempt-hedged', from: 'image-1', to: 'image-2' });
  statistics.proxied({ type: 'request-refused', status: 400, reason: 'a bare CR' });
  statistics.proxied({ type: 'request-finished', status: 200, failed: false, attempts: 3, hedges: 1 });
  statistics.proxied({ type: 'request-finished', status: 502, failed: true, attempts: 1, hedges: 0 });
  rotation.drain('image-3');
  const window = statistics.takeWindow(rotation, 0, 1_000_000);
  expect(window).toMatchObject({
    requests: 2,
    failures: 1,
    refused: 1,
    retries: 1,
    hedges: 1,
    strategy: 'round-robin',
  });
  expect(window.replicas.map(({ id, state, requests }) => ({ id, state, requests }))).toEqual([
    { id: 'image-1', state: 'in-rotation', requests: 3 },
    { id: 'image-2', state: 'in-rotation', requests: 0 },
    { id: 'image-3', state: 'draining', requests: 0 },
  ]);
  expect(window.replicas[0]).toMatchObject({ failures: 1, meanMs: 20, maxMs: 30 });
  expect(window.replicas[1]).toMatchObject({ failures: 0, meanMs: 0, maxMs: 0 });
});

test('the next window begins empty, and totals go on', () => {
  const { rotation } = new RotationStage();
  const statistics = new BalancerStatistics('balancer');
  for (const window of [1, 2]) {
    statistics.settled(two, 'failure', 4 * window);
    statistics.proxied({ type: 'request-finished', status: 0, failed: true, attempts: 1, hedges: 0 });
    expect(statistics.takeWindow(rotation, 0, window)).toMatchObject({ requests: 1, failures: 1 });
  }
  expect(statistics.lastWindow?.replicas[1]).toMatchObject({ requests: 1, meanMs: 8 });
  expect(statistics.totals).toMatchObject({ requests: 2, failures: 2 });
  expect(statistics.totalsOf('image-2')).toEqual({ requests: 2, failures: 2, meanMs: 6, maxMs: 8 });
  expect(statistics.totalsOf('image-1').requests).toBe(0);
});
