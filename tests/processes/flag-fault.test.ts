import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { FaultRequest } from '@temblor/lab/faults/fault';
import { faultSpecification } from '@temblor/lab/faults/fault';
import { Journal } from '@temblor/lab/journal/journal';
import { defineSystem } from '@temblor/lab/system/define-system';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import { describe, expect, test } from 'vitest';

const flagged = defineSystem({
  name: 'flagged',
  title: 'Flagged',
  description: 'one service with a flag',
  services: {
    shop: {
      run: { module: new URL('./fixtures/flag-service.ts', import.meta.url) },
      flagSwitch: '/chaos',
      flags: { crash: true },
    },
  },
  entrances: ['shop'],
});

async function openFlagged() {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'temblor-test-'));
  opened.defer(() => rm(folder, { recursive: true }));
  const world = opened.use(await openProcessWorld({ journal: new Journal(), clock: monotonicClock, folder }));
  const system = await world.start(flagged, { id: 'flagged', ports: 'auto', seed: 1 });
  const raise = (durationMs: number) => {
    const fault: FaultRequest = { kind: 'flag', target: { instance: 'shop' }, flag: 'crash', durationMs };
    return system.applyFault(faultSpecification.parse(fault));
  };
  const ask = async () => (await system.request('shop', 'GET', '/thing')).status;
  const held = opened.move();
  return { system, raise, ask, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

describe('a flag of a real service', () => {
  test('acts, says so of this fault, and no longer once it is healed', async () => {
    await using shop = await openFlagged();
    const fault = await shop.raise(60_000);
    expect(shop.system.faults()).toMatchObject([{ id: fault.id, evidence: { kind: 'pending' } }]);
    expect(await shop.ask()).toBe(503);
    expect(await fault.evidence).toMatchObject({
      ...{ kind: 'confirmed', evidence: 'shop reports its first effect of the flag crash' },
    });
    await shop.system.liftFault(fault.id);
    expect(await shop.ask()).toBe(200);
    expect(shop.system.faults()).toEqual([]);
  });

  test('goes off by its lease inside the service, and by the end of its process', async () => {
    await using shop = await openFlagged();
    const short = await shop.raise(200);
    await short.lifted;
    await expect.poll(shop.ask).toBe(200);
    const cut = await shop.raise(60_000);
    await shop.system.restart('shop');
    await cut.lifted;
    expect(await shop.ask()).toBe(200);
    expect(await cut.evidence).toMatchObject({ kind: 'cannot-tell' });
  });
});
