import { expect, test } from 'vitest';
import { RotationStage } from './testing/rotation-stage.ts';

const leaving = ['instance-off', 'instance-on'] as const;

test('a draining replica finishes what it has, and its end and return are no failure', () => {
  const stage = new RotationStage();
  const last = stage.admitTo('image-1');
  stage.check('image-1', 'draining');
  expect(stage.answer(20)).not.toContain('image-1');
  expect(stage.told('replica-drained')).toEqual([]);
  stage.rotation.settle(last, 'success', 1);
  expect(stage.told('replica-draining', 'replica-drained')).toEqual([
    'replica-draining image-1',
    'replica-drained image-1',
  ]);
  stage.check('image-1', 'down');
  stage.check('image-1', 'up');
  expect(stage.answer(20)).toContain('image-1');
  expect(stage.told(...leaving)).toEqual([]);
  expect(stage.down).toEqual([]);
});

test('requests that break while a replica drains are forgotten when another process takes its place', () => {
  const stage = new RotationStage();
  const last = [stage.admitTo('image-1'), stage.admitTo('image-1'), stage.admitTo('image-1')];
  stage.check('image-1', 'draining');
  for (const admission of last) stage.rotation.settle(admission, 'failure', 1);
  stage.check('image-1', 'down');
  stage.check('image-1', 'up');
  expect(stage.rotation.view()[0]).toMatchObject({ breaker: 'closed', state: 'slow-start' });
  expect(stage.told(...leaving)).toEqual([]);
});

test('a replica drained by hand stays out until it is resumed by hand, through restarts too', () => {
  const stage = new RotationStage();
  stage.rotation.drain('image-1');
  for (const health of ['draining', 'down', 'up'] as const) stage.check('image-1', health);
  expect(stage.answer(20)).not.toContain('image-1');
  stage.rotation.resume('image-1');
  expect(stage.answer(20)).toContain('image-1');
  stage.check('image-1', 'draining');
  stage.rotation.resume('image-1');
  expect(stage.answer(20)).not.toContain('image-1');
});

test('a draining replica gets no probe', () => {
  const stage = new RotationStage();
  stage.fail('image-1');
  stage.rotation.drain('image-1');
  stage.nowMs = 1000;
  expect(stage.admit()?.isProbe).toBe(false);
  stage.rotation.resume('image-1');
  expect(stage.admit()).toMatchObject({ isProbe: true, upstream: { id: 'image-1' } });
});

test('what is asked while a replica drains says nothing of whether it could be probed', () => {
  const stage = new RotationStage();
  stage.fail('image-1');
  stage.rotation.drain('image-1');
  stage.nowMs = 1000;
  stage.answer(10, { isRepeatable: false });
  stage.advanceTo(2000);
  expect(stage.rotation.view()[0]).toMatchObject({ breaker: 'open' });
});

test('a drained replica that died is OFF when it is resumed, and ON when it is up', () => {
  const stage = new RotationStage();
  stage.rotation.drain('image-1');
  stage.check('image-1', 'down');
  expect(stage.told(...leaving)).toEqual([]);
  stage.rotation.resume('image-1');
  expect(stage.told(...leaving)).toEqual(['instance-off image-1 active']);
  stage.check('image-1', 'up');
  expect(stage.told(...leaving)).toHaveLength(2);
});
