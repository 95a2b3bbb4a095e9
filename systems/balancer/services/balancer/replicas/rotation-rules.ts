/** The numbers by which replicas leave the rotation and come back, and what planted bugs make of them. */
import type { BalancingOptions } from '@temblor/resilience/balancing/balancing-options';
import type { BreakerRules } from '@temblor/resilience/breaker/breaker-machine';
import { breakerRules } from '@temblor/resilience/breaker/circuit-breaker-options';
import { consecutive } from '@temblor/resilience/breaker/trip-rule';
import type { PlantedBug } from '../../../planted-bugs.ts';

/** How a rotation treats its replicas. */
export interface RotationRules {
  readonly balancing: BalancingOptions;
  readonly breaker: BreakerRules;
  /** Whether failed requests count against a replica; without it only health checks take one out. */
  readonly watchesRequests: boolean;
}

const balancing: BalancingOptions = {
  slowStart: { durationMs: 1000, initialShare: 0.2 },
  outliers: {
    // A streak is the breaker's matter.
    consecutiveFailures: Number.POSITIVE_INFINITY,
    successRate: { windowMs: 1000, minimumVolume: 20, minimumDifference: 0.2, minimumZ: 3 },
  },
  ejection: { baseMs: 1000, maximumMs: 30_000, forgottenAfterMs: 30_000, maximumShare: 0.5 },
  /**
   * Below a third: of three replicas only when none is left. With one of three up, panic would send two of three requests
   * to replicas that refuse or hang for certain; what is known of them here comes from requests and checks, and is right.
   */
  panicBelow: 0.33,
};

/** The rules, or those of a balancer with a planted bug. */
export function rotationRules(bug: PlantedBug | undefined): RotationRules {
  const breaker = breakerRules({
    name: 'replica',
    trip: consecutive(3),
    openMs: 500,
    // Not for longer: a probe costs one attempt, which is made elsewhere at once, and who is well again is back within a second.
    openBackoff: { factor: 1.5, maxMs: 750 },
    probes: bug === 'crowd-in-half-open' ? Number.MAX_SAFE_INTEGER : 1,
    successesToClose: 1,
  });
  if (bug !== 'ignores-passive') return { balancing, breaker, watchesRequests: true };
  const outliers = { ...balancing.outliers, successRate: undefined };
  return { balancing: { ...balancing, outliers }, breaker, watchesRequests: false };
}
