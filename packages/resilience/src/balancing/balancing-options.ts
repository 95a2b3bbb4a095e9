import { requireAtLeast, requireCount, requirePositive } from '../policy/option-checks.ts';
import type { EjectionLimits } from './rotation/ejection.ts';
import type { OutlierRules } from './rotation/outlier-rules.ts';
import type { SlowStart } from './rotation/slow-start.ts';

const name = 'balancer';

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
  if (slowStart !== undefined) {
    requirePositive(name, 'slowStart.durationMs', slowStart.durationMs);
    requirePositive(name, 'slowStart.initialShare', slowStart.initialShare);
    requireShare('slowStart.initialShare', slowStart.initialShare);
  }
  const { consecutiveFailures, successRate } = outliers;
  if (consecutiveFailures !== Number.POSITIVE_INFINITY) {
    requireCount(1, name, 'outliers.consecutiveFailures', consecutiveFailures);
  }
  if (successRate !== undefined) {
    requirePositive(name, 'outliers.successRate.windowMs', successRate.windowMs);
    requireCount(1, name, 'outliers.successRate.minimumVolume', successRate.minimumVolume);
    requireAtLeast(0, name, 'outliers.successRate.minimumDifference', successRate.minimumDifference);
    requireAtLeast(0, name, 'outliers.successRate.minimumZ', successRate.minimumZ);
  }
  requirePositive(name, 'ejection.baseMs', ejection.baseMs);
  requireAtLeast(ejection.baseMs, name, 'ejection.maximumMs', ejection.maximumMs);
  requirePositive(name, 'ejection.forgottenAfterMs', ejection.forgottenAfterMs);
  requireShare('ejection.maximumShare', ejection.maximumShare);
  requireShare('panicBelow', panicBelow);
}

function requireShare(option: string, value: number): void {
  requireAtLeast(0, name, option, value);
  if (value > 1) throw new RangeError(`${name}: ${option} is ${value}; give a share from 0 to 1`);
}
