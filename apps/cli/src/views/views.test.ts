import type { LabStatus, SystemStatus } from '@temblor/control/api/schemas';
import { describe, expect, test } from 'vitest';
import { makePaint } from '../output/paint.ts';
import { nextSteps } from './next-steps.ts';
import { renderStatus } from './status-view.ts';

const instance = (id: string, state: 'ON' | 'OFF') => ({
  id,
  service: 'inventory',
  state: 'running' as const,
  pid: 12,
  port: 5001,
  url: 'http://127.0.0.1:5001',
  restarts: 0,
  trouble: null,
  leads: false,
  flags: [],
  health: { state, by: 'monitor', detector: 'window', reason: 'so it is', sinceUs: 1 },
});

const dashboard = 'dashboard: http://127.0.0.1:7070/#/?token=x';

const status: LabStatus = {
  lab: { pid: 1, url: 'http://127.0.0.1:7070', version: '0', folder: '/x', mode: 'foreground', startedAt: 'now' },
  systems: [
    {
      id: 'voting',
      system: 'voting',
      title: 'Voting',
      state: 'running',
      instances: [instance('voter', 'ON'), instance('inventory-1', 'OFF')],
      links: [{ id: 'voter->inventory-1', consumer: 'voter', provider: 'inventory-1', url: 'http://127.0.0.1:9' }],
      faults: [
        {
          id: 'f1',
          kind: 'partition',
          target: { groups: [['voter'], ['inventory-1']] },
          parameters: {},
          evidence: { kind: 'pending' },
          appliedAtUs: 0,
          remainingMs: 4200,
        },
      ],
      stores: [
        { name: 'postgres', kind: 'postgresql', url: 'postgresql://x', embedded: true, state: 'running', restarts: 0 },
      ],
      load: null,
      actions: [],
      run: 'r1',
    },
  ],
};

describe('the status for people', () => {
  test('shows health, faults with their end and evidence, stores and the run', () => {
    const text = renderStatus(status, dashboard, makePaint(false), false);
    expect(text).toMatch(/inventory-1 +running +OFF +12 +http:\/\/127\.0\.0\.1:5001/);
    expect(text).toMatch(/f1 +partition +voter \/ inventory-1 +4\.2 s +not seen to act yet/);
    expect(text).toContain('store postgres: postgresql://x');
    expect(text).toContain('used by run r1');
    expect(text).toContain(dashboard);
    expect(text).not.toContain('voter->inventory-1');
    expect(renderStatus(status, dashboard, makePaint(false), true)).toContain('voter->inventory-1');
  });

  test('shows who leads, where somebody does', () => {
    const tell = (leads: boolean) => {
      const instances = [instance('node-1', 'ON'), { ...instance('node-2', 'ON'), leads }];
      const systems = status.systems.map((system) => ({ ...system, instances }));
      return renderStatus({ ...status, systems }, dashboard, makePaint(false), false);
    };
    expect(tell(true)).toMatch(/INSTANCE +STATE +ROLE +HEALTH/);
    expect(tell(true)).toMatch(/node-1 +running +ON .*\nnode-2 +running +leader +ON/);
    expect(tell(false)).not.toMatch(/ROLE|leader/);
  });

  test('tells why an instance was given up, or does not stay up', () => {
    const tell = (change: Partial<SystemStatus['instances'][number]>) => {
      const instances = [{ ...instance('node-1', 'ON'), ...change }];
      const systems = status.systems.map((system) => ({ ...system, instances }));
      return renderStatus({ ...status, systems }, dashboard, makePaint(false), false);
    };
    expect(tell({ state: 'abandoned', trouble: 'no room' })).toContain(
      '\nnode-1 was given up: no room\n  when that is mended: temblor restart voting node-1\n',
    );
    expect(tell({ trouble: 'it ended 3 times' })).toContain('\nnode-1 does not stay up: it ended 3 times\n');
    expect(tell({})).not.toMatch(/given up|stay up/);
  });

  test('where nobody has judged any instance that is said once, and no instance is called UNKNOWN', () => {
    const health = { state: 'UNKNOWN' as const, by: null, detector: null, reason: 'no detector', sinceUs: null };
    const instances = [{ ...instance('voter', 'ON'), health }];
    const systems = status.systems.map((system) => ({ ...system, instances }));
    const text = renderStatus({ ...status, systems }, dashboard, makePaint(false), false);
    expect(text).toMatch(/voter +running +– /);
    expect(text).not.toContain('UNKNOWN');
    expect(text.split('detector')).toHaveLength(2);
    expect(renderStatus(status, dashboard, makePaint(false), false)).not.toContain('HEALTH –');
  });

  test('a fault that was not seen to act is told with what that may come from', () => {
    const tell = (change: Partial<SystemStatus>) => {
      const systems = status.systems.map((system) => ({ ...system, ...change }));
      return renderStatus({ ...status, systems }, dashboard, makePaint(false), false);
    };
    const load = { ratePerSecond: 200, remainingMs: 100, window: null };
    const healthy = [instance('voter', 'ON'), instance('inventory-1', 'ON')];
    expect(tell({ run: null })).toContain('no load runs, so nobody may ask there; clients: temblor load voting');
    expect(tell({ run: null, load })).toContain('inventory-1 is OFF, and may not be asked');
    expect(tell({ run: null, load, instances: healthy })).toContain('nothing was hit so far; look again');
    const elsewhere = [...healthy, instance('inventory-2', 'OFF')];
    expect(tell({ run: null, load, instances: elsewhere })).toContain('nothing was hit so far; inventory-2 is OFF');
  });

  test('shows a store that is down, and how often one was started again', () => {
    const tell = (change: Partial<SystemStatus['stores'][number]>) => {
      const systems = status.systems.map((system) => ({
        ...system,
        stores: system.stores.map((store) => ({ ...store, ...change })),
      }));
      return renderStatus({ ...status, systems }, dashboard, makePaint(false), false);
    };
    expect(tell({ state: 'down' })).toMatch(/store postgres: down$/m);
    expect(tell({ state: 'down', restarts: 1 })).toMatch(/store postgres: down \(restarts: 1\)$/m);
    expect(tell({ restarts: 2 })).toMatch(/store postgres: postgresql:\/\/x \(restarts: 2\)$/m);
  });

  test('shows no password of a store, and tells where it is', () => {
    const systems = status.systems.map((system) => ({
      ...system,
      stores: system.stores.map((store) => ({ ...store, url: 'postgresql://app:s3cret@127.0.0.1:5432/app' })),
    }));
    const text = renderStatus({ ...status, systems }, dashboard, makePaint(false), false);
    expect(text).toContain(
      'store postgres: postgresql://app@127.0.0.1:5432/app (with its password: temblor status --json)',
    );
    expect(text).not.toContain('s3cret');
  });

  test('of an empty lab tells what to start', () => {
    expect(renderStatus({ ...status, systems: [] }, dashboard, makePaint(false), false)).toContain('temblor up');
  });
});

describe('what to try next', () => {
  test('names what runs', () => {
    const text = nextSteps(status, 'voting', dashboard);
    expect(text).toContain('temblor inject crash inventory-1');
    expect(text).toContain("temblor inject latency 'voter->inventory-1'");
    expect(text).toContain('temblor inject database-away postgres');
    expect(text).toContain(dashboard);
  });
});
