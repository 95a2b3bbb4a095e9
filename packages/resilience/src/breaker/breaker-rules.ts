/** The options of a breaker, checked, with what was left out filled in. */
import { requireAtLeast, requireCount, requirePositive } from '../policy/option-checks.ts';
import type { BreakerRules } from './breaker-machine.ts';
import type { CircuitBreakerOptions } from './circuit-breaker.ts';

/** @throws RangeError that names the option. */
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
