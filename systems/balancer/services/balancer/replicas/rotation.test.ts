import { expect, test } from 'vitest';
import { RotationStage } from './testing/rotation-stage.ts';

const leaving = ['instance-off', 'instance-on'] as const;

test('three failures in a row open the breaker, take the replica out and tell whoever waits for it', () => {
  const stage = new RotationStage();
  stage.fail('image-2', 2);
  expect(stage.answer(20)).toContain('image-2');
  stage.fail('image-2');
  expect(stage.told('breaker-opened', ...leaving)).toEqual(['breaker-opened image-2', 'instance-off image-2 passive']);
  expect(stage.down).toEqual(['image-2']);
  expect(stage.answer(20)).not.toContain('image-2');
});

test('failures that were sent before the breaker opened change nothing afterwards', () => {
  const stage = new RotationStage();
  stage.fail('image-2', 40);
  expect(stage.told('breaker-opened', ...leaving)).toHaveLength(2);
  expect(stage.down).toHaveLength(1);
});

test('a failed health check takes a replica out and a passed one brings it back', () => {
  const stage = new RotationStage();
  stage.check('image-1', 'down');
  expect(stage.down).toEqual(['image-1']);
  expect(stage.answer(20)).not.toContain('image-1');
  stage.check('image-1', 'up');
  expect(stage.told(...leaving)).toEqual(['instance-off image-1 active', 'instance-on image-1 active']);
  expect(stage.answer(20)).toContain('image-1');
});

test('whoever found it first is named, and it is back only when breaker and health check agree', () => {
  const stage = new RotationStage();
  stage.fail('image-1');
  stage.check('image-1', 'down');
  stage.nowMs = 5000;
  expect(stage.admit()?.isProbe).toBe(false);
  stage.check('image-1', 'up');
  expect(stage.told(...leaving)).toEqual(['instance-off image-1 passive']);
  const probe = stage.admit();
  if (probe !== undefined) stage.rotation.settle(probe, 'success', 1);
  expect(stage.told(...leaving)).toEqual(['instance-off image-1 passive', 'instance-on image-1 passive']);
});

test('who looks changes nothing, whatever is due', () => {
  const stage = new RotationStage();
  stage.fail('image-1');
  stage.check('image-1', 'down');
  stage.check('image-1', 'up');
  const [before, told] = [stage.rotation.view(), stage.facts.length];
  stage.nowMs = 60_000;
  expect(stage.rotation.view()).toEqual(before);
  expect(stage.facts).toHaveLength(told);
});

test('a replica that fails many requests of many is ejected for a while as an outlier', () => {
  const stage = new RotationStage();
  let asked = 0;
  for (let request = 0; request < 300; request += 1) {
    stage.nowMs += 5;
    const admission = stage.admit();
    if (admission === undefined) throw new Error('nobody is left');
    const isBad = admission.upstream.id === 'image-3';
    if (isBad) asked += 1;
    // Never three in a row.
    stage.rotation.settle(admission, isBad && asked % 3 !== 0 ? 'failure' : 'success', 1);
  }
  expect(stage.told(...leaving)[0]).toBe('instance-off image-3 outlier');
  expect(stage.told('breaker-opened')).toEqual([]);
  expect(stage.down).toEqual([]);
  stage.nowMs += 5000;
  expect(stage.answer(30)).toContain('image-3');
  expect(stage.told(...leaving).at(-1)).toBe('instance-on image-3 outlier');
});

test('all are used when none is left, and probes bring them back', () => {
  const stage = new RotationStage();
  for (const id of ['image-1', 'image-2', 'image-3']) stage.fail(id);
  expect(stage.told('panic-started')).toHaveLength(1);
  expect(stage.rotation.isReady).toBe(false);
  expect(stage.down).toEqual(['image-1', 'image-2']);
  expect(new Set(stage.answer(30))).toEqual(new Set(['image-1', 'image-2', 'image-3']));
  expect(stage.told('breaker-closed', 'instance-on')).toEqual([]);
  stage.nowMs = 500;
  stage.answer(3);
  expect(stage.told('instance-on')).toHaveLength(3);
  expect(stage.told('panic-ended')).toHaveLength(1);
});

test('two of three down is no panic: the third has everything', () => {
  const stage = new RotationStage();
  stage.check('image-1', 'down');
  stage.check('image-2', 'down');
  expect(new Set(stage.answer(10))).toEqual(new Set(['image-3']));
});

test('what is due happens while nobody asks, as time goes on', () => {
  const stage = new RotationStage();
  stage.check('image-1', 'down');
  stage.check('image-1', 'up');
  stage.advanceTo(500);
  expect(stage.rotation.view()[0]).toMatchObject({ state: 'slow-start', effectiveWeight: expect.closeTo(0.6) });
  stage.advanceTo(1000);
  expect(stage.rotation.view()[0]).toMatchObject({ state: 'in-rotation', effectiveWeight: 1 });
});

test('who was never up is no loss, is told of when it is, and nobody is ready before a check has passed', () => {
  const stage = new RotationStage({ checked: false });
  expect(stage.rotation.isReady).toBe(false);
  stage.check('image-1', 'down');
  expect(stage.told(...leaving)).toEqual([]);
  stage.check('image-1', 'up');
  stage.check('image-2', 'up');
  stage.check('image-2', 'up');
  expect(stage.told(...leaving)).toEqual(['instance-on image-1 active', 'instance-on image-2 active']);
  expect(stage.rotation.isReady).toBe(true);
});

test('another strategy takes over breakers, health and calls in flight', () => {
  const stage = new RotationStage();
  stage.fail('image-1');
  stage.check('image-2', 'down');
  const inFlight = stage.admit();
  stage.rotation.useStrategy('least-connections');
  expect(stage.rotation.strategy).toBe('least-connections');
  expect(new Set(stage.answer(10))).toEqual(new Set(['image-3']));
  if (inFlight !== undefined) stage.rotation.settle(inFlight, 'success', 1);
  expect(stage.rotation.view().map((replica) => replica.inFlight)).toEqual([0, 0, 0]);
  stage.rotation.useStrategy('least-connections');
  expect(stage.told('strategy-changed')).toHaveLength(1);
});

test('retries go to whoever was not asked, until nobody is left', () => {
  const stage = new RotationStage();
  const { all } = stage.rotation;
  expect(stage.admit({ tried: all.slice(0, 2) })?.upstream).toEqual(all[2]);
  expect(stage.admit({ tried: all })).toBeUndefined();
});

test('an attempt is settled once', () => {
  const stage = new RotationStage();
  const admission = stage.admitTo('image-1');
  stage.rotation.settle(admission, 'success', 1);
  expect(() => stage.rotation.settle(admission, 'success', 1)).toThrow(/twice/);
});

test('planted: failures of requests are not looked at', () => {
  const stage = new RotationStage({ bug: 'ignores-passive' });
  for (let second = 0; second < 3; second += 1) {
    stage.nowMs += 1000;
    stage.fail('image-2', 40);
    stage.answer(90);
  }
  expect(stage.told('breaker-opened', ...leaving)).toEqual([]);
  stage.check('image-2', 'down');
  expect(stage.told(...leaving)).toEqual(['instance-off image-2 active']);
});
