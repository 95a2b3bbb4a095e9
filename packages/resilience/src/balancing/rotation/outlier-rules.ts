/**
 * When a replica fails so often that it is left alone for a while, told from the calls themselves: this finds the one
 * that answers its health check and fails everything else (passive outlier detection, as Envoy calls it).
 */

export interface OutlierRules {
  /** So many failures one after the other; infinite for never. */
  readonly consecutiveFailures: number;
  /** Far more failures than the others; undefined for never. */
  readonly successRate: SuccessRateRule | undefined;
}

/**
 * A replica is compared with all others together, once a window: the two-proportion z-test. Envoy compares with the mean
 * less 1.9 standard deviations of all, which no replica among fewer than five can ever reach (the greatest distance among n
 * is √(n - 1)): it cannot find the bad one of three.
 */
export interface SuccessRateRule {
  readonly windowMs: number;
  /** Calls within the window below which nothing is said, of the replica and of the others together. */
  readonly minimumVolume: number;
  /** By how much its share of failures is above the others', at least: what is significant may still be small. */
  readonly minimumDifference: number;
  /** By how many standard errors it is above, at least: 3 is once in 740 by chance. */
  readonly minimumZ: number;
}

/** The calls of one replica in one window. */
export interface Tally {
  readonly successes: number;
  readonly failures: number;
}

/** Which of the tallies fail far more often than all others together, the worst first, as positions in the list. */
export function outliers(tallies: readonly Tally[], rule: SuccessRateRule): number[] {
  const failures = tallies.reduce((sum, tally) => sum + tally.failures, 0);
  const calls = tallies.reduce((sum, tally) => sum + tally.failures + tally.successes, 0);
  const found: { readonly position: number; readonly ratio: number }[] = [];
  for (const [position, tally] of tallies.entries()) {
    const own = tally.failures + tally.successes;
    const others = calls - own;
    if (own < rule.minimumVolume || others < rule.minimumVolume) continue;
    const ratio = tally.failures / own;
    const difference = ratio - (failures - tally.failures) / others;
    const all = failures / calls;
    const standardError = Math.sqrt(all * (1 - all) * (1 / own + 1 / others));
    if (difference >= rule.minimumDifference && difference >= rule.minimumZ * standardError) {
      if (difference > 0) found.push({ position, ratio });
    }
  }
  return found.toSorted((one, other) => other.ratio - one.ratio).map(({ position }) => position);
}
