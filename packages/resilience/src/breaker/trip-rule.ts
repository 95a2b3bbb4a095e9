/**
 * When a closed breaker opens. Two rules: a streak of failures, for calls that are rare or alike; and the share of failures
 * within a sliding window, for traffic (Nygard, "Release It!", 2nd edition, 2018, "Circuit Breaker").
 */

import { requireCount, requirePositive } from '../policy/option-checks.ts';

/** A rule, as data. Made by `consecutive` and `rate`. */
export type TripRule =
  | { readonly kind: 'consecutive'; readonly failures: number }
  | ({ readonly kind: 'rate' } & RateOptions);

export interface RateOptions {
  /** How far back calls count. The window moves bucket by bucket, so it spans up to one bucket less. */
  readonly windowMs: number;
  /** In how many parts the window moves. */
  readonly buckets: number;
  /** Below so many calls in the window nothing opens: one failure of one call is no rate. */
  readonly minimumVolume: number;
  /** The share of failures that opens, over 0 and up to 1. */
  readonly failureRatio: number;
}

/** Opens after so many failures without a success between them. */
export function consecutive(failures: number): TripRule {
  const rule = { kind: 'consecutive', failures } as const;
  requireTripRule(rule);
  return rule;
}

/** Opens when the share of failures among the calls of a sliding window is too high. */
export function rate(options: RateOptions): TripRule {
  const { windowMs, buckets, minimumVolume, failureRatio } = options;
  const rule = { kind: 'rate', windowMs, buckets, minimumVolume, failureRatio } as const;
  requireTripRule(rule);
  return rule;
}

/** @throws RangeError where a rule, which may come from a configuration as data, has a number out of its range. */
export function requireTripRule(rule: TripRule): void {
  if (rule.kind === 'consecutive') {
    requireCount(1, 'consecutive', 'failures', rule.failures);
    return;
  }
  const { windowMs, buckets, minimumVolume, failureRatio } = rule;
  requirePositive('rate', 'windowMs', windowMs);
  requireCount(1, 'rate', 'buckets', buckets);
  requireCount(1, 'rate', 'minimumVolume', minimumVolume);
  if (!(failureRatio > 0 && failureRatio <= 1)) {
    throw new RangeError(`rate: failureRatio is ${failureRatio}; give a share over 0 and up to 1`);
  }
}
