import { describe, expect, it } from 'vitest';
import type { BalancerWindow } from './balancer-windows.ts';
import { row, tell, windowAt } from './testing/balancer-story.ts';
import { areInTurns, readTurnBreakers } from './turn-story.ts';

const answers = (...numbers: readonly number[]) =>
  numbers.map((number) => ({ instance: `image-${number}`, port: 8000 + number }));

it.each<[answered: readonly number[], areTurns: boolean]>([
  [[1, 2, 3, 1, 2, 3, 1, 2, 3], true],
  [[3, 1, 2, 3, 1, 2, 3, 1, 2], true],
  [[1, 3, 1, 3, 1, 3, 1, 3, 1], true],
  [[1, 1, 2, 3, 1, 2, 3, 1, 2], false],
  [[1, 2, 3, 1, 3, 2, 1, 2, 3], false],
  [[1, 2, 1, 2, 1, 2, 1, 2, 3], false],
])('answers of %j are in turns: %s', (answered, areTurns) => {
  expect(areInTurns(answers(...answered))).toBe(areTurns);
});

describe('what kept them from it', () => {
  const span = { fromUs: 2_200_000, untilUs: 2_400_000 };
  const windows = (...changed: readonly (readonly [endMs: number, changed: Parameters<typeof windowAt>[1]])[]) =>
    tell(...changed.map(([endMs, change]) => windowAt(endMs, { requests: 9, ...change }))).filter(
      (event): event is typeof event & BalancerWindow => event.type === 'balancer-window',
    );

  it('is nothing where all is as usual, whatever was long before or is after', () => {
    const before = { replicas: [row('image-1', 1, { state: 'slow-start' })], hedges: 1 };
    expect(readTurnBreakers(windows([1000, before], [2000, {}], [3000, {}], [4000, before]), span, 9)).toEqual([]);
  });

  it('is how the replicas stood, also in the window before', () => {
    const replicas = [row('image-1', 1, { state: 'slow-start' }), row('image-2', 2, { state: 'down', weight: 2 })];
    expect(readTurnBreakers(windows([2000, { replicas }]), span, 9)).toEqual([
      { kind: 'slow-start', replicas: ['image-1'] },
      { kind: 'out', replicas: ['image-2'] },
      { kind: 'weights' },
    ]);
  });

  it('is a hedge, a retry, or another client', () => {
    expect(readTurnBreakers(windows([2000, {}], [3000, { requests: 20, hedges: 1, retries: 2 }]), span, 9)).toEqual([
      { kind: 'repeated', hedges: 1, retries: 2 },
      { kind: 'others', requests: 11 },
    ]);
  });
});
