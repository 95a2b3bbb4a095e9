import { afterEach, expect, test, vi } from 'vitest';
import { RotationStage } from '../replicas/testing/rotation-stage.ts';
import type { BalancerWindow } from './balancer-statistics.ts';
import { BalancerStatistics } from './balancer-statistics.ts';
import { WindowReporter } from './window-reporter.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('windows follow one another without a gap, the last one when it ends', () => {
  vi.useFakeTimers();
  const windows: BalancerWindow[] = [];
  const startMs = Date.now();
  const reporter = new WindowReporter({
    statistics: new BalancerStatistics('balancer'),
    rotation: new RotationStage().rotation,
    clock: { nowUs: () => (Date.now() - startMs) * 1000 },
    write: (window) => windows.push(window),
  });
  vi.advanceTimersByTime(2500);
  reporter[Symbol.dispose]();
  vi.advanceTimersByTime(5000);
  expect(windows.map(({ startUs, endUs }) => [startUs, endUs])).toEqual([
    [0, 1_000_000],
    [1_000_000, 2_000_000],
    [2_000_000, 2_500_000],
  ]);
});
