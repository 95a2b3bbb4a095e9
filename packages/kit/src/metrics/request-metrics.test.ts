import { describe, expect, test } from 'vitest';
import { RequestMetrics } from './request-metrics.ts';

const request = { endpoint: '/orders', method: 'POST', status: 201, latencyMs: 4, atMs: 0 };

describe('request metrics', () => {
  test('a window tells count, mean and worst of each kind of answer, and the next one begins anew', () => {
    const metrics = new RequestMetrics({ service: 'orders', instance: 'orders' });
    metrics.record(request);
    metrics.record({ ...request, latencyMs: 8 });
    metrics.record({ ...request, status: 409 });
    expect(metrics.takeWindow('orders')).toEqual({
      type: 'request-window',
      instance: 'orders',
      rows: [
        { endpoint: '/orders', method: 'POST', status: 201, count: 2, meanMs: 6, maxMs: 8 },
        { endpoint: '/orders', method: 'POST', status: 409, count: 1, meanMs: 4, maxMs: 4 },
      ],
    });
    expect(metrics.takeWindow('orders')).toBeUndefined();
  });

  test('Prometheus is told everything since the start, whatever the journal was told', async () => {
    const metrics = new RequestMetrics({ service: 'orders', instance: 'orders' });
    metrics.record(request);
    metrics.takeWindow('orders');
    metrics.record(request);
    metrics.addGauge('stock', 'What is left', () => 42);
    const text = await metrics.exposition();
    expect(text).toMatch(/http_request_duration_seconds_count\{.*endpoint="\/orders".*\} 2/);
    expect(text).toMatch(/stock\{.*\} 42/);
  });

  test('a listener hears of each request until it is disposed of', () => {
    const metrics = new RequestMetrics({ service: 'orders', instance: 'orders' });
    const heard: number[] = [];
    const subscription = metrics.onAnswered(({ status }) => heard.push(status));
    metrics.record(request);
    subscription[Symbol.dispose]();
    metrics.record(request);
    expect(heard).toEqual([201]);
  });
});
