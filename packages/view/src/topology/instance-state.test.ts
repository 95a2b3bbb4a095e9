import { describe, expect, test } from 'vitest';
import type { InstanceModel } from '../model/system-model.ts';
import { breakerOf, judgedHealth, showsProcess, toneOf } from './instance-state.ts';

const unjudged: InstanceModel['health'] = { state: 'UNKNOWN', by: null, detector: null, reason: '', sinceUs: null };
const on: InstanceModel['health'] = { ...unjudged, state: 'ON', by: 'monitor' };

function instance(changes: Partial<InstanceModel>): InstanceModel {
  const born = { id: 'voter', service: 'voter', hasFaultSwitch: false, process: 'running', pid: 1, port: 1 } as const;
  return { ...born, readyAtUs: 0, restarts: 0, health: on, badges: [], breakers: [], ...changes };
}

describe('the state of an instance', () => {
  test('a crash that nobody has noticed shows both: down, and still ON', () => {
    const crashed = instance({ process: 'down' });
    expect([showsProcess(crashed), judgedHealth(crashed), toneOf(crashed)]).toEqual([true, 'ON', 'bad']);
  });

  test('an instance that runs and is watched is told by its health alone', () => {
    expect([showsProcess(instance({})), toneOf(instance({}))]).toEqual([false, 'good']);
  });

  test('nobody having said anything is no UNKNOWN, but someone having said so is', () => {
    expect(judgedHealth(instance({ health: unjudged }))).toBeNull();
    expect(showsProcess(instance({ health: unjudged }))).toBe(true);
    expect(judgedHealth(instance({ health: { ...unjudged, by: 'monitor' } }))).toBe('UNKNOWN');
  });
});

describe('the breaker of a link', () => {
  const guarding = (dependency: string, state: 'open' | 'closed') =>
    instance({ breakers: [{ dependency, state, reason: '', sinceUs: 0 }] });
  const provider = instance({ id: 'inventory-2', service: 'inventory' });
  const link = { consumer: 'voter', provider: 'inventory-2' };

  test.each(['inventory-2', 'inventory'])('towards %s is one of the link', (dependency) => {
    expect(breakerOf(link, [guarding(dependency, 'open'), provider])?.state).toBe('open');
  });

  test('that is closed, or guards against another, is no news', () => {
    expect(breakerOf(link, [guarding('inventory-2', 'closed'), provider])).toBeNull();
    expect(breakerOf(link, [guarding('inventory-1', 'open'), provider])).toBeNull();
  });
});
