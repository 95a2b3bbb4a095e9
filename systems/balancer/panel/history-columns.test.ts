import { expect, it } from 'vitest';
import type { BalancerWindow } from './balancer-windows.ts';
import { stackColumns } from './history-columns.ts';
import type { Told } from './testing/balancer-story.ts';
import { row, tell, windowAt } from './testing/balancer-story.ts';

const replicas = ['image-1', 'image-2'];

function windowsOf(...told: readonly Told[]): readonly BalancerWindow[] {
  return tell(...told).filter((event) => event.type === 'balancer-window');
}

it('a second is a column whose parts stand on each other, the highest as high as the room', () => {
  const windows = windowsOf(windowAt(60_000, { failures: 2 }), windowAt(61_000, { replicas: [row('image-2', 50)] }));
  const { columns, highest } = stackColumns(windows, replicas, 100);
  expect(highest).toBe(100);
  expect(columns).toEqual([
    {
      ...{ startUs: 59_000_000, left: 580, width: 10, failures: 2 },
      parts: [
        { replica: 'image-1', series: 0, top: 40, length: 60 },
        { replica: 'image-2', series: 1, top: 0, length: 40 },
      ],
    },
    {
      ...{ startUs: 60_000_000, left: 590, width: 10, failures: 0 },
      parts: [{ replica: 'image-2', series: 1, top: 50, length: 50 }],
    },
  ]);
});

it('without requests there are no parts', () => {
  const { columns, highest } = stackColumns(windowsOf(windowAt(1000, { replicas: [row('image-1', 0)] })), replicas, 9);
  expect(highest).toBe(0);
  expect(columns.map(({ parts }) => parts)).toEqual([[]]);
  expect(stackColumns([], replicas, 9)).toEqual({ columns: [], highest: 0 });
});
