import type { SystemStatus } from '@temblor/control/api/schemas';
import type { FaultRequest } from '@temblor/lab/faults/fault';
import { faultSpecification } from '@temblor/lab/faults/fault';
import { describe, expect, test } from 'vitest';
import { addressesOf, planRace } from './race-plan.ts';

describe('a race that nobody says more about', () => {
  test('is of two clients for one seat, at once', () => {
    expect(planRace({}, 7, [])).toEqual({ seats: 1, requests: 2, concurrency: 2, seed: 7, faultsMs: 0 });
  });

  test('is of one client more than there are seats, all of them at once', () => {
    expect(planRace({ seats: 100 }, 7, [])).toMatchObject({ seats: 100, requests: 101, concurrency: 101 });
    expect(planRace({ requests: 1000 }, 7, [])).toMatchObject({ seats: 1, requests: 1000, concurrency: 1000 });
  });
});

test('no more clients are at it at once than there are', () => {
  expect(planRace({ requests: 10, concurrency: 50 }, 7, []).concurrency).toBe(10);
  expect(planRace({ requests: 10, concurrency: 5 }, 7, []).concurrency).toBe(5);
});

test('faults may act for as long as the longest of them', () => {
  const flag = (durationMs: number): FaultRequest => ({
    ...{ kind: 'flag', target: { instance: 'payments' }, flag: 'down', durationMs },
  });
  const faults = [flag(2000), flag(5000)].map((fault) => faultSpecification.parse(fault));
  expect(planRace({}, 7, faults).faultsMs).toBe(5000);
});

describe('the addresses of a race', () => {
  const health = { state: 'ON', by: null, detector: null, reason: '', sinceUs: null } as const;
  const instance = (id: string, service: string): SystemStatus['instances'][number] => ({
    ...{ id, service, state: 'running', pid: 1, port: 1, url: `http://127.0.0.1/${id}` },
    ...{ restarts: 0, trouble: null, leads: false, flags: [], health },
  });
  const link = (consumer: string, provider: string) => ({
    ...{ id: `${consumer}->${provider}`, consumer, provider, url: `http://127.0.0.1/${consumer}/${provider}` },
  });
  const system = {
    id: 'reservations',
    instances: [
      instance('gateway', 'gateway'),
      instance('inventory-1', 'inventory'),
      instance('inventory-2', 'inventory'),
    ],
  };

  test('are the links of clients, by service, and every instance itself', () => {
    const links = [
      link('client', 'gateway'),
      link('gateway', 'inventory-1'),
      link('client', 'inventory-1'),
      link('client', 'inventory-2'),
    ];
    expect(addressesOf({ ...system, links })).toEqual({
      entrances: {
        gateway: ['http://127.0.0.1/client/gateway'],
        inventory: ['http://127.0.0.1/client/inventory-1', 'http://127.0.0.1/client/inventory-2'],
      },
      instances: {
        gateway: 'http://127.0.0.1/gateway',
        'inventory-1': 'http://127.0.0.1/inventory-1',
        'inventory-2': 'http://127.0.0.1/inventory-2',
      },
    });
  });

  test('are none where clients can call nobody', () => {
    expect(() => addressesOf({ ...system, links: [link('gateway', 'inventory-1')] })).toThrowError(
      expect.objectContaining({ code: 'no-entrance', exitCode: 78 }),
    );
  });
});
