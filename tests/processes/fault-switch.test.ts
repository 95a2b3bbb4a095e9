import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { FaultRequest } from '@temblor/lab/faults/fault';
import { faultSpecification } from '@temblor/lab/faults/fault';
import { Journal } from '@temblor/lab/journal/journal';
import { defineSystem } from '@temblor/lab/system/define-system';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import { expect, test } from 'vitest';

const module = new URL('./fixtures/switch-service.ts', import.meta.url);
const switched = defineSystem({
  name: 'switched',
  title: 'Switched',
  description: 'one service with a fault switch',
  services: { shop: { run: { module }, faultSwitch: '/inject-failure' } },
  entrances: ['shop'],
});

test('a fault that reaches its switch only when a paused process goes on is listed, confirmed and can be healed', async () => {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'temblor-test-'));
  opened.defer(() => rm(folder, { recursive: true }));
  const world = opened.use(await openProcessWorld({ journal: new Journal(), clock: monotonicClock, folder }));
  const system = await world.start(switched, { id: 'switched', ports: 'auto', seed: 1 });
  const apply = (fault: FaultRequest) => system.applyFault(faultSpecification.parse(fault));
  const target = { instance: 'shop' };

  const pause = await apply({ kind: 'pause', target, durationMs: 60_000 });
  const latency = await apply({ kind: 'latency', target, latencyMs: 300, durationMs: 60_000 });
  expect(system.faults().map(({ id, evidence }) => [id, evidence.kind])).toEqual([
    [pause.id, 'confirmed'],
    [latency.id, 'pending'],
  ]);
  await system.liftFault(pause.id);
  const slowMs = await durationOf(() => system.request('shop', 'GET', '/health'));
  expect(slowMs).toBeGreaterThanOrEqual(299);
  expect(await latency.evidence).toMatchObject({ kind: 'confirmed' });

  await system.liftFault(latency.id);
  expect(system.faults()).toEqual([]);
  const longer = await apply({ kind: 'latency', target, latencyMs: 60_000, durationMs: 60_000 });
  await system.liftFault(longer.id);
  expect(await system.request('shop', 'GET', '/health')).toMatchObject({ status: 200 });
});

test('a service that fails everything passes its health check all the same where that is to be spared', async () => {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'temblor-test-'));
  opened.defer(() => rm(folder, { recursive: true }));
  const world = opened.use(await openProcessWorld({ journal: new Journal(), clock: monotonicClock, folder }));
  const system = await world.start(switched, { id: 'switched', ports: 'auto', seed: 1 });
  const lie = { kind: 'intermittent', target: { instance: 'shop' }, probability: 1, spareHealth: true };
  const fault = await system.applyFault(faultSpecification.parse(lie));
  expect(await system.request('shop', 'GET', '/health')).toMatchObject({ status: 200 });
  expect(system.faults()).toMatchObject([{ evidence: { kind: 'pending' } }]);
  expect(await system.request('shop', 'GET', '/openapi.json')).toMatchObject({ status: 500 });
  expect(await fault.evidence).toMatchObject({ kind: 'confirmed' });
});

async function durationOf(action: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await action();
  return performance.now() - startedMs;
}
