import type { Assessment, FailureDetector, Sample } from './failure-detector.ts';
import { isPass, trusted } from './failure-detector.ts';

/**
 * Fails an instance after so many failed checks in a row. Reads do not count.
 *
 * Quick and easy to reason about for what fails wholly, useless against what fails sometimes: at a failure probability
 * p the mean number of checks until k failures in a row is (p⁻ᵏ − 1)/(1 − p) (Feller 1968, XIII.7): 51 for k = 3 and
 * p = 0.3, ten seconds at five checks a second.
 */
export function consecutiveDetector(misses: number): FailureDetector {
  return afterMisses(misses, 0, '');
}

function afterMisses(limit: number, count: number, detail: string): FailureDetector {
  return {
    name: 'consecutive',
    observe(sample: Sample): FailureDetector {
      if (sample.source !== 'check') return this;
      if (isPass(sample)) return count === 0 ? this : afterMisses(limit, 0, '');
      return afterMisses(limit, count + 1, sample.detail);
    },
    assess: (): Assessment =>
      count < limit ? trusted : { kind: 'failed', reason: `${count} checks failed in a row, the last: ${detail}` },
  };
}
