import { describe, expect, it } from 'vitest';
import { chooseRows, classOf, describeRows, orderAfterClick, totalByService } from './request-rows.ts';

const row = (instance: string, status: number, count: number, meanMs: number, maxMs: number) => ({
  instance,
  endpoint: '/inventory',
  method: 'GET',
  status,
  count,
  meanMs,
  maxMs,
});

const rows = describeRows(
  [row('inventory-10', 200, 30, 2, 9), row('inventory-2', 200, 10, 4, 7), row('inventory-2', 503, 10, 1, 3)],
  () => 'inventory',
  10,
);
const byInstance = { column: 'instance', descending: false } as const;

describe('the rows of requests', () => {
  it('are in the order that people count in', () => {
    expect(chooseRows(rows, '', byInstance).map(({ instance, status }) => `${instance} ${status}`)).toEqual([
      'inventory-2 200',
      'inventory-2 503',
      'inventory-10 200',
    ]);
    expect(chooseRows(rows, '', { column: 'count', descending: true })[0]?.instance).toBe('inventory-10');
  });

  it('are those that contain every word', () => {
    expect(chooseRows(rows, ' GET  503 ', byInstance).map(({ status }) => status)).toEqual([503]);
    expect(chooseRows(rows, 'orders', byInstance)).toEqual([]);
  });

  it('come to totals whose mean counts every request once', () => {
    expect(totalByService(rows)).toEqual([
      { service: 'inventory', instances: 2, count: 50, ratePerSecond: 5, failed: 10, meanMs: 2.2, maxMs: 9 },
    ]);
  });

  it('have no rate where no time has passed', () => {
    expect(describeRows([row('voter', 200, 1, 1, 1)], String, 0)[0]?.ratePerSecond).toBe(0);
  });
});

it('a second click turns the order round; numbers begin with the largest', () => {
  expect(orderAfterClick(byInstance, 'instance')).toEqual({ column: 'instance', descending: true });
  expect(orderAfterClick(byInstance, 'maxMs')).toEqual({ column: 'maxMs', descending: true });
  expect(orderAfterClick(byInstance, 'endpoint')).toEqual({ column: 'endpoint', descending: false });
});

it('every status has a class', () => {
  expect([200, 304, 404, 503, 0].map(classOf)).toEqual(['ok', 'redirected', 'refused', 'failed', 'other']);
});
