/** Whatever fails, and however often a host dies or stands still: every saga ends, whole or not at all. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ServiceWhim } from './testing/fake-services.ts';
import type { StoreWhim } from './testing/flaky-rows.ts';
import { SagaScene } from './testing/saga-scene.ts';

const serviceWhim = fc.constantFrom<ServiceWhim>(
  ...(['answer', 'answer', 'refuse', 'fail', 'lost-request', 'lost-answer', 'late', 'hang', 'throw'] as const),
);
const storeWhim = fc.constantFrom<StoreWhim>('commit', 'commit', 'refuse', 'lost-answer', 'lost-request');

/** What happens to a host, and how long after what happened before it. */
const turn = fc.record({
  afterMs: fc.integer({ min: 0, max: 3000 }),
  owner: fc.constantFrom('one', 'two'),
  act: fc.constantFrom('accept', 'accept', 'pause', 'resume', 'die', 'close'),
});

test('every saga ends whole or undone, however its hosts, its services and its store fail', async () => {
  const property = fc.asyncProperty(
    fc.array(serviceWhim, { maxLength: 30 }),
    fc.array(storeWhim, { maxLength: 30 }),
    fc.array(turn, { minLength: 1, maxLength: 12 }),
    async (serviceWhims, storeWhims, turns) => {
      await using scene = new SagaScene();
      const services = serviceWhims.values();
      const store = storeWhims.values();
      scene.serviceWhim = () => services.next().value ?? 'answer';
      scene.storeWhim = () => store.next().value ?? 'commit';
      const hosts = { one: scene.open('one'), two: scene.open('two') };
      const sagas: string[] = [];
      for (const { afterMs, owner, act } of turns) {
        await scene.time.advance(afterMs);
        const { host, gate } = hosts[owner];
        switch (act) {
          case 'accept': {
            const id = `trip-${sagas.length}`;
            sagas.push(id);
            scene.begin(id, hosts[owner], owner);
            break;
          }
          case 'pause':
            gate.pause();
            break;
          case 'resume':
            gate.resume();
            break;
          case 'die':
            gate.pause();
            hosts[owner] = scene.open(owner);
            break;
          case 'close':
            gate.resume();
            await host[Symbol.asyncDispose]();
            hosts[owner] = scene.open(owner);
            break;
          default:
            act satisfies never;
        }
      }
      for (const { gate } of Object.values(hosts)) gate.resume();
      await scene.time.advance(60_000);
      for (const id of sagas) expectWholeOrUndone(scene, id);
      for (const { host } of Object.values(hosts)) expect([...host.running()]).toEqual([]);
    },
  );
  await fc.assert(property, { seed: 7, numRuns: 150 });
});

function expectWholeOrUndone(scene: SagaScene, id: string): void {
  const { phase, open } = scene.row(id);
  expect(open).toBe(false);
  const taken = [0, 1, 3].filter((step) => scene.services.effects.get(`${id}/${step}`) === 'taken');
  if (phase === 'completed') {
    expect(scene.written(id)).toEqual({ trips: 1, refusals: 0 });
    expect(taken).toEqual([0, 1, 3]);
  } else {
    expect(phase).toBe('compensated');
    expect(scene.written(id)).toEqual({ trips: 0, refusals: 1 });
    expect(taken).toEqual([]);
  }
}
