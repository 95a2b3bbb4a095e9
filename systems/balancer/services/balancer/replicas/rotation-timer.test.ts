import { recordedSurroundings } from '@temblor/resilience/testing/recorded-surroundings';
import { expect, test } from 'vitest';
import { RotationTimer } from './rotation-timer.ts';
import { RotationStage } from './testing/rotation-stage.ts';

test('a replica that was down is back within a second of being up, though nobody asks and nobody looks', async () => {
  const stage = new RotationStage();
  const { time } = recordedSurroundings();
  const passTime = async (durationMs: number) => {
    for (const untilMs = stage.nowMs + durationMs; stage.nowMs < untilMs; ) {
      stage.nowMs += 10;
      await time.advance(10);
    }
  };
  const timer = new RotationTimer(stage.rotation, time);
  stage.fail('image-1');
  stage.check('image-1', 'down');
  await passTime(3000);
  stage.check('image-1', 'up');
  expect(stage.told('instance-on')).toEqual([]);
  await passTime(1000);
  expect(stage.told('instance-on')).toEqual(['instance-on image-1 active']);
  timer[Symbol.dispose]();
  await passTime(60_000);
  expect(stage.rotation.view()[0]?.state).toBe('slow-start');
});
