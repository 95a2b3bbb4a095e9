import { monotonicClock } from '@temblor/foundation/clock/clock';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { LoadDeclaration } from '@temblor/lab/load/workload';
import { expect, test } from 'vitest';
import { AdHocLoad } from './ad-hoc-load.ts';

const declaration: LoadDeclaration = {
  ratePerSecond: 50,
  workload: { requests: [{ service: 'front', path: '/' }] },
};
const wish = { durationMs: 60_000, seed: 1 };

/** A system whose load starts with the gate, and tells what is done to it. */
function openSystem(stop: () => Promise<void> = async () => {}) {
  const gate = Promise.withResolvers<void>();
  const calls: string[] = [];
  const load = new AdHocLoad(
    {
      id: 'shop',
      startLoad: async () => {
        calls.push('starting');
        await gate.promise;
        return {
          cut: async () => {},
          stop: () => {
            calls.push('stopped');
            return stop();
          },
        };
      },
    },
    monotonicClock,
  );
  return { load, gate, calls };
}

test('a load that is ended while it starts does not stay', async () => {
  const { load, gate, calls } = openSystem();
  const starting = load.start(declaration, wish);
  const ending = load.stop();
  gate.resolve();
  await Promise.all([starting, ending]);
  expect(calls).toEqual(['starting', 'stopped']);
  expect(load.status()).toBeNull();
});

test('ending a load whose start fails is no error', async () => {
  const { load, gate } = openSystem();
  const starting = load.start(declaration, wish);
  const ending = load.stop();
  gate.reject(new Error('no generator'));
  await expect(starting).rejects.toThrow('no generator');
  await ending;
  expect(load.status()).toBeNull();
});

test('a load that was lost is over, and its loss is told to who ends it', async () => {
  const lost = new TemblorError('load-lost', 'it ended by itself');
  const { load, gate } = openSystem(() => Promise.reject(lost));
  gate.resolve();
  await load.start(declaration, wish);
  await expect(load.stop()).rejects.toBe(lost);
  expect(load.status()).toBeNull();
  await load.start(declaration, wish);
  await load.stop().catch(() => undefined);
});
