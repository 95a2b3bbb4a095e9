/**
 * When a closed breaker opens. Two rules: a streak of failures, for calls that are rare or alike; and the share of failures
 * within a sliding window, for traffic (Nygard, "Release It!", 2nd edition, 2018, "Circuit Breaker").
 */

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
  if (!Number.isInteger(failures) || failures < 1) {
    throw new RangeError(`consecutive(${failures}): the number of failures must be a whole number from 1`);
  }
  return { kind: 'consecutive', failures };
}

/** Opens when the share of failures among the calls of a sliding window is too high. */
export function rate(options: RateOptions): TripRule {
  const { windowMs, buckets, minimumVolume, failureRatio } = options;
  if (!(windowMs > 0 && windowMs < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`rate(): windowMs must be over 0, and is ${windowMs}`);
  }
  if (!Number.isInteger(buckets) || buckets < 1) {
    throw new RangeError(`rate(): buckets must be a whole number from 1, and is ${buckets}`);
  }
  if (!Number.isInteger(minimumVolume) || minimumVolume < 1) {
    throw new RangeError(`rate(): minimumVolume must be a whole number from 1, and is ${minimumVolume}`);
  }
  if (!(failureRatio > 0 && failureRatio <= 1)) {
    throw new RangeError(`rate(): failureRatio must be over 0 and at most 1, and is ${failureRatio}`);
  }
  return { kind: 'rate', windowMs, buckets, minimumVolume, failureRatio };
}
