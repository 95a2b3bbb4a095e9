import { strategies } from '@temblor/resilience/balancing/strategies/strategies';
import { expect, it } from 'vitest';
import type { ReplicaModel, Standing } from './balancer-state.ts';
import { panelWords } from './panel-words.ts';
import { markOfBreaker, markOfStanding, shareByWeight } from './replica-marks.ts';
import { strategyNames } from './strategy-names.ts';

const replica = (id: string, standing: Standing, effective: number): ReplicaModel => {
  return { id, standing, breaker: null, weight: { full: 1, effective }, inFlight: 0 };
};

it('a replica is ON or OFF by a word and a sign, and neither while it is drained', () => {
  const healthOf = (standing: Standing) => markOfStanding(standing).health;
  expect((['in-rotation', 'slow-start'] as const).map(healthOf)).toEqual(['ON', 'ON']);
  expect((['ejected', 'down', 'off'] as const).map(healthOf)).toEqual(['OFF', 'OFF', 'OFF']);
  expect((['draining', 'drained', 'unknown'] as const).map(healthOf)).toEqual([null, null, null]);
});

it('what a newer balancer may say is shown as nothing known', () => {
  expect(markOfStanding(JSON.parse('"on-holiday"')).sign).toBe('?');
  expect(markOfStanding(JSON.parse('"constructor"')).sign).toBe('?');
  expect(markOfBreaker('constructor').sign).toBe('?');
});

it('the share by weight is among those that are used: in rotation, and in a panic all that are not drained', () => {
  const [slow, whole, down, draining] = [
    replica('image-1', 'slow-start', 0.25),
    replica('image-2', 'in-rotation', 1),
    replica('image-3', 'down', 1),
    replica('image-4', 'draining', 1),
  ] as const;
  const all = [slow, whole, down, draining];
  expect(all.map((one) => shareByWeight(one, all, false))).toEqual([0.2, 0.8, 0, 0]);
  expect(shareByWeight(whole, all, true)).toBeCloseTo(1 / 2.25);
  expect(shareByWeight(down, [down], false)).toBeNull();
});

it('the strategies that can be chosen are those that there are', () => {
  expect([...strategyNames].toSorted()).toEqual(Object.keys(strategies).toSorted());
});

it('the states have words of their own in both languages', () => {
  for (const { standing, breakerState } of [panelWords.en, panelWords.es]) {
    const said = [...Object.values(standing), ...Object.values(breakerState)];
    expect(new Set(said).size).toBe(said.length);
  }
});
