import type { EjectionLimits } from './rotation/ejection.ts';
import type { OutlierRules } from './rotation/outlier-rules.ts';
import type { SlowStart } from './rotation/slow-start.ts';

/** How a balancer treats its replicas, whatever the strategy. */
export interface BalancingOptions {
  /** Undefined: who comes back takes its full part at once. */
  readonly slowStart: SlowStart | undefined;
  readonly outliers: OutlierRules;
  readonly ejection: EjectionLimits;
  /**
   * The share of those that do not drain below which all of them are used, known to fail or not: sending everything to
   * the few that are left would bring them down too. 0 for never: then there may be no replica to choose.
   */
  readonly panicBelow: number;
}

/** Meant for a handful of replicas and calls of up to a second. */
export const defaultBalancing: BalancingOptions = {
  slowStart: { durationMs: 10_000, initialShare: 0.1 },
  outliers: {
    consecutiveFailures: 5,
    successRate: { windowMs: 5000, minimumVolume: 50, minimumDifference: 0.2, minimumZ: 3 },
  },
  ejection: { baseMs: 1000, maximumMs: 60_000, forgottenAfterMs: 60_000, maximumShare: 0.5 },
  panicBelow: 0.25,
};

/** @throws {RangeError} naming the option, where a value cannot be meant. */
export function checkOptions({ slowStart, outliers, ejection, panicBelow }: BalancingOptions): void {
  const check = (holds: boolean, name: string, must: string, value: number | undefined): void => {
    if (!holds) throw new RangeError(`${name} must be ${must}, not ${value}`);
  };
  const isShare = (value: number): boolean => value >= 0 && value <= 1;
  if (slowStart !== undefined) {
    const { durationMs, initialShare } = slowStart;
    check(durationMs > 0, 'slowStart.durationMs', 'above 0; leave slowStart undefined for none', durationMs);
    check(isShare(initialShare) && initialShare > 0, 'slowStart.initialShare', 'above 0 and at most 1', initialShare);
  }
  const { consecutiveFailures, successRate } = outliers;
  check(consecutiveFailures >= 1, 'outliers.consecutiveFailures', 'at least 1', consecutiveFailures);
  if (successRate !== undefined) {
    const { windowMs, minimumVolume } = successRate;
    check(windowMs > 0, 'outliers.successRate.windowMs', 'above 0', windowMs);
    check(minimumVolume >= 1, 'outliers.successRate.minimumVolume', 'at least 1', minimumVolume);
  }
  check(ejection.baseMs > 0, 'ejection.baseMs', 'above 0', ejection.baseMs);
  check(ejection.maximumMs >= ejection.baseMs, 'ejection.maximumMs', 'at least ejection.baseMs', ejection.maximumMs);
  check(ejection.forgottenAfterMs > 0, 'ejection.forgottenAfterMs', 'above 0', ejection.forgottenAfterMs);
  check(isShare(ejection.maximumShare), 'ejection.maximumShare', 'from 0 to 1', ejection.maximumShare);
  check(isShare(panicBelow), 'panicBelow', 'from 0 to 1', panicBelow);
}
