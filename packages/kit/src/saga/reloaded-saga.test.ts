import { expect, test } from 'vitest';
import { SagaScene } from './testing/saga-scene.ts';

test('a saga of which nobody knows what is on disk is read again, though its own claim has fenced it meanwhile', async () => {
  await using scene = new SagaScene();
  const one = scene.open('one');
  const failsUntilMs = scene.time.nowMs() + 10_000;
  let records = 0;
  scene.storeWhim = (name) => {
    if (name === 'record saga') records += 1;
    // Leases are renewed meanwhile, under the epoch that the claims have taken away.
    const isLost = name === 'claim saga' || (name === 'record saga' && records === 1);
    return isLost && scene.time.nowMs() < failsUntilMs ? 'lost-answer' : 'commit';
  };
  scene.begin('trip', one, 'one');
  await scene.time.advance(20_000);
  expect(scene.row('trip').open).toBe(false);
});
