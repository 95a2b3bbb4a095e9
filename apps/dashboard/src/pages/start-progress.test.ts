import type { InstanceModel, SystemModel } from '@temblor/view/model/system-model';
import { emptySystem } from '@temblor/view/model/system-model';
import { expect, test } from 'vitest';
import { freeId, startProgress } from './start-progress.ts';

function instance(id: string, process: InstanceModel['process']): InstanceModel {
  return {
    id,
    service: 'inventory',
    hasFaultSwitch: false,
    process,
    readyAtUs: null,
    pid: null,
    port: null,
    restarts: 0,
    health: { state: 'UNKNOWN', by: null, detector: null, reason: '', sinceUs: null },
    badges: [],
    breakers: [],
  };
}

test('progress counts instances and stores that have answered', () => {
  const system: SystemModel = {
    ...emptySystem('voting'),
    topology: { title: 'Voting', instances: [], links: [], stores: ['database', 'archive'] },
    instances: [instance('a', 'running'), instance('b', 'starting'), instance('c', 'paused'), instance('d', 'down')],
    readyStores: ['database'],
  };
  expect(startProgress(system)).toEqual({ ready: 3, total: 6 });
});

test('a system of which nothing is known yet has nothing to wait for', () => {
  expect(startProgress(emptySystem('voting'))).toEqual({ ready: 0, total: 0 });
});

test('a free id is the name, or the name with the lowest free number', () => {
  expect(freeId('voting', [])).toBe('voting');
  expect(freeId('voting', ['voting'])).toBe('voting-2');
  expect(freeId('voting', ['voting', 'voting-3', 'voting-2'])).toBe('voting-4');
});
