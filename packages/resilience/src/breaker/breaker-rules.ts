/** The options of a breaker, checked, with what was left out filled in. */
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
  const check = (option: string, value: number, right: boolean, wanted: string) => {
    if (!right) throw new RangeError(`circuit breaker '${name}': ${option} must be ${wanted}, and is ${value}`);
  };
  check('openMs', openMs, openMs > 0 && Number.isFinite(openMs), 'over 0');
  check('openBackoff.factor', openBackoff.factor, openBackoff.factor >= 1, '1 or more');
  check('openBackoff.maxMs', openBackoff.maxMs, openBackoff.maxMs >= openMs, 'openMs or more');
  check('openJitter', openJitter, openJitter >= 0 && openJitter <= 1, 'from 0 to 1');
  check('probes', probes, Number.isInteger(probes) && probes >= 1, 'a whole number from 1');
  check(
    'successesToClose',
    successesToClose,
    Number.isInteger(successesToClose) && successesToClose >= 1,
    'a whole number from 1',
  );
  check('probeTimeoutMs', probeTimeoutMs, probeTimeoutMs > 0, 'over 0');
  check('rampMs', rampMs, rampMs >= 0 && Number.isFinite(rampMs), '0 or more');
  check('rampFromShare', rampFromShare, rampFromShare > 0 && rampFromShare <= 1, 'over 0 and at most 1');
  return { trip, openMs, openBackoff, openJitter, probes, successesToClose, probeTimeoutMs, rampMs, rampFromShare };
}
