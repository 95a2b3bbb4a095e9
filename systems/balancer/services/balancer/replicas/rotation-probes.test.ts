import { expect, test } from 'vitest';
import { RotationStage } from './testing/rotation-stage.ts';

const leaving = ['instance-off', 'instance-on'] as const;
const unrepeatable = { isRepeatable: false };

test('one repeatable first attempt is the probe; its success brings the replica back slowly', () => {
  const stage = new RotationStage();
  stage.fail('image-2');
  stage.nowMs = 500;
  expect(stage.admit({ isRepeatable: false })?.upstream.id).not.toBe('image-2');
  expect(stage.admit({ tried: stage.rotation.all.slice(0, 1) })?.isProbe).toBe(false);
  const probe = stage.admit();
  expect(probe).toMatchObject({ isProbe: true, upstream: { id: 'image-2' } });
  expect(stage.answer(20)).not.toContain('image-2');
  if (probe !== undefined) stage.rotation.settle(probe, 'success', 5);
  expect(stage.told('breaker-half-opened', 'breaker-closed', 'instance-on')).toEqual([
    'breaker-half-opened image-2',
    'breaker-closed image-2',
    'instance-on image-2 passive',
  ]);
  expect(stage.rotation.view()[1]).toMatchObject({ state: 'slow-start', breaker: 'closed', effectiveWeight: 0.2 });
  expect(stage.answer(20)).toContain('image-2');
});

test('a probe that fails keeps it out for longer, and one that is given up gives its place to another', () => {
  const stage = new RotationStage();
  stage.fail('image-2');
  stage.nowMs = 500;
  const givenUp = stage.admit();
  if (givenUp !== undefined) stage.rotation.settle(givenUp, 'cancelled', 5);
  const probe = stage.admit();
  expect(probe?.isProbe).toBe(true);
  if (probe !== undefined) stage.rotation.settle(probe, 'failure', 5);
  stage.nowMs = 1249;
  expect(stage.admit()?.isProbe).toBe(false);
  stage.nowMs = 1250;
  expect(stage.admit()?.isProbe).toBe(true);
  expect(stage.told(...leaving)).toEqual(['instance-off image-2 passive']);
});

test('a health check that passes again after a death lets the probe out at once', () => {
  const stage = new RotationStage();
  stage.fail('image-1');
  stage.check('image-1', 'down');
  stage.nowMs = 100;
  stage.check('image-1', 'up');
  expect(stage.admit()).toMatchObject({ isProbe: true, upstream: { id: 'image-1' } });
});

test('where nobody asks, a replica that was down comes back by its health check alone', () => {
  const stage = new RotationStage();
  stage.fail('image-1');
  stage.check('image-1', 'down');
  stage.check('image-1', 'up');
  stage.advanceTo(499);
  expect(stage.rotation.view()[0]).toMatchObject({ state: 'down', breaker: 'open' });
  stage.advanceTo(500);
  expect(stage.rotation.view()[0]).toMatchObject({ state: 'slow-start', breaker: 'closed' });
  expect(stage.told('breaker-closed', ...leaving)).toEqual([
    'instance-off image-1 passive',
    'breaker-closed image-1',
    'instance-on image-1 active',
  ]);
});

test('a replica that never failed its health check waits for a probe, and so does one whose probe is out', () => {
  const stage = new RotationStage();
  stage.fail('image-1');
  stage.fail('image-2');
  stage.check('image-1', 'up');
  stage.check('image-2', 'down');
  stage.check('image-2', 'up');
  expect(stage.admit()).toMatchObject({ isProbe: true, upstream: { id: 'image-2' } });
  stage.advanceTo(60_000);
  expect(stage.rotation.view().map(({ breaker }) => breaker)).toEqual(['open', 'half-open', 'closed']);
});

test('a replica that is up and fails its probe waits for the next one', () => {
  const stage = new RotationStage();
  stage.fail('image-1');
  stage.check('image-1', 'down');
  stage.check('image-1', 'up');
  const probe = stage.admit();
  if (probe !== undefined) stage.rotation.settle(probe, 'failure', 1);
  stage.advanceTo(60_000);
  expect(stage.rotation.view()[0]).toMatchObject({ state: 'down', breaker: 'open' });
});

test('where no request can be a probe, healthy replicas come back by their health checks', () => {
  const stage = new RotationStage();
  stage.fail('image-1');
  stage.fail('image-2');
  stage.nowMs = 500;
  expect(new Set(stage.answer(10, unrepeatable))).toEqual(new Set(['image-3']));
  stage.nowMs = 999;
  expect(new Set(stage.answer(10, unrepeatable))).toEqual(new Set(['image-3']));
  stage.nowMs = 1000;
  expect(new Set(stage.answer(30, unrepeatable))).toEqual(new Set(['image-1', 'image-2', 'image-3']));
  expect(stage.told('instance-on')).toEqual(['instance-on image-1 active', 'instance-on image-2 active']);
});

test('a replica that fails its health check does not come back for want of a probe', () => {
  const stage = new RotationStage();
  stage.fail('image-1');
  stage.nowMs = 500;
  stage.answer(10, unrepeatable);
  stage.check('image-1', 'down');
  stage.nowMs = 60_000;
  expect(stage.answer(10, unrepeatable)).not.toContain('image-1');
});

test('a replica whose health nobody knows does not come back for want of a probe', () => {
  const stage = new RotationStage({ checked: false });
  stage.fail('image-1');
  for (const nowMs of [500, 60_000]) {
    stage.nowMs = nowMs;
    expect(stage.answer(10, unrepeatable)).not.toContain('image-1');
  }
});

test('a request that could be the probe is, and its failure keeps the replica out', () => {
  const stage = new RotationStage();
  stage.fail('image-1');
  stage.nowMs = 500;
  stage.answer(1, unrepeatable);
  stage.nowMs = 900;
  const probe = stage.admit();
  expect(probe?.isProbe).toBe(true);
  stage.nowMs = 1100;
  expect(stage.answer(10, unrepeatable)).not.toContain('image-1');
  if (probe !== undefined) stage.rotation.settle(probe, 'failure', 200);
  stage.nowMs = 1800;
  expect(stage.answer(10, unrepeatable)).not.toContain('image-1');
});

test('a probe that was given up keeps nobody out where no other request can be one', () => {
  const stage = new RotationStage();
  stage.fail('image-1');
  stage.nowMs = 500;
  const probe = stage.admit();
  if (probe !== undefined) stage.rotation.settle(probe, 'cancelled', 0);
  stage.answer(1, unrepeatable);
  stage.nowMs = 1000;
  expect(stage.answer(30, unrepeatable)).toContain('image-1');
});

test('a replica that was started again while it was drained by hand is well when it is resumed', () => {
  const stage = new RotationStage();
  stage.fail('image-1');
  stage.rotation.drain('image-1');
  stage.check('image-1', 'down');
  stage.check('image-1', 'up');
  stage.rotation.resume('image-1');
  stage.advanceTo(500);
  expect(stage.rotation.view()[0]).toMatchObject({ state: 'slow-start', breaker: 'closed' });
});

test('a replica that lies to its health check is not probed before its time', () => {
  const stage = new RotationStage();
  stage.fail('image-1');
  stage.check('image-1', 'up');
  stage.nowMs = 499;
  expect(stage.admit()?.isProbe).toBe(false);
});

test('planted: everybody is let through a half-open breaker', () => {
  const stage = new RotationStage({ bug: 'crowd-in-half-open' });
  stage.fail('image-2');
  stage.nowMs = 500;
  const crowd = Array.from({ length: 20 }, () => stage.admit());
  expect(crowd.every((admission) => admission?.isProbe === true)).toBe(true);
});
