/** What a breaker is made with, and the rules of its machine that follow from it. */
import { requireAtLeast, requireCount, requirePositive } from '../policy/option-checks.ts';
import type { BreakerRules, Verdict } from './breaker-machine.ts';
import type { TripRule } from './trip-rule.ts';
import { requireTripRule } from './trip-rule.ts';

export interface CircuitBreakerOptions {
  /** For events and rejections. */
  readonly name: string;
  readonly trip: TripRule;
  /** How long the breaker stays open the first time. */
  readonly openMs: number;
  /**
   * How the open time grows when the breaker opens again before it was closed for as long as it had been open. Absent: it
   * does not.
   */
  readonly openBackoff?: { readonly factor: number; readonly maxMs: number };
  /** The share of the open time that chance may take away, 0 to 1. Absent: 0. */
  readonly openJitter?: number;
  /** How many calls may be out at once while it is half open. Absent: 1. */
  readonly probes?: number;
  /** How many of them must succeed for it to close. Absent: 1. */
  readonly successesToClose?: number;
  /** After how long a probe without a result gives its place to another. Absent: 30 s. */
  readonly probeTimeoutMs?: number;
  /** How long after closing only a share of the calls is admitted, growing evenly from `rampFromShare`. Absent: 0, all at once. */
  readonly rampMs?: number;
  /** Absent: 0.1. */
  readonly rampFromShare?: number;
  /**
   * What an error of the operation says about the dependency; not asked about calls that were given up. Absent: all are
   * failures but rejections of policies within that sent nothing.
   */
  readonly judgeError?: (error: unknown) => Verdict;
  /** What a result says, for operations that answer with failures, as `fetch` does. Absent: all are successes. */
  readonly judgeResult?: (result: unknown) => Verdict;
}

/** Fills in what was left out. @throws RangeError that names the option. */
export function breakerRules(options: CircuitBreakerOptions): BreakerRules {
  const {
    name,
    trip,
    openMs,
    openBackoff = { factor: 1, maxMs: openMs },
    openJitter = 0,
    probes = 1,
    successesToClose = 1,
    probeTimeoutMs = 30_000,
    rampMs = 0,
    rampFromShare = 0.1,
  } = options;
  requireTripRule(trip);
  requirePositive(name, 'openMs', openMs);
  requireAtLeast(1, name, 'openBackoff.factor', openBackoff.factor);
  requireAtLeast(openMs, name, 'openBackoff.maxMs', openBackoff.maxMs);
  requireShare(name, 'openJitter', openJitter);
  requireCount(1, name, 'probes', probes);
  requireCount(1, name, 'successesToClose', successesToClose);
  requirePositive(name, 'probeTimeoutMs', probeTimeoutMs);
  requireAtLeast(0, name, 'rampMs', rampMs);
  requirePositive(name, 'rampFromShare', rampFromShare);
  requireShare(name, 'rampFromShare', rampFromShare);
  return { trip, openMs, openBackoff, openJitter, probes, successesToClose, probeTimeoutMs, rampMs, rampFromShare };
}

function requireShare(policy: string, option: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new RangeError(`${policy}: ${option} is ${value}; give a share from 0 to 1`);
}
