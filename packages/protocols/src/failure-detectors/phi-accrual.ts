import type { Assessment, FailureDetector, Sample } from './failure-detector.ts';
import { isPass, trusted } from './failure-detector.ts';

export interface PhiAccrualOptions {
  /** Given up when the probability that a heartbeat still comes is below 10^−threshold. */
  readonly threshold: number;
  /** How many intervals between heartbeats are kept. */
  readonly windowSize: number;
  /** What the intervals are taken for while none has been seen. */
  readonly expectedIntervalUs: number;
  /** The least standard deviation: without it a very regular heartbeat would be late at once. */
  readonly leastDeviationUs: number;
}

/** With checks every 200 ms it gives up about half a second after the last one that passed. */
export const defaultPhiAccrual: PhiAccrualOptions = {
  threshold: 8,
  windowSize: 200,
  expectedIntervalUs: 200_000,
  leastDeviationUs: 60_000,
};

/**
 * The φ accrual detector (Hayashibara, Défago, Yared and Katayama 2004): φ = −log₁₀ of the probability that a heartbeat
 * comes later than it already is, were the intervals normally distributed as the recent ones. Heartbeats are the checks
 * that passed; failed ones are heartbeats that did not come. The tail uses the logistic approximation that Akka and
 * Cassandra use (Bowling et al. 2009), which stays finite and monotonic.
 */
export function phiAccrualDetector(options: PhiAccrualOptions): FailureDetector {
  return afterHeartbeats(options, [], undefined);
}

function afterHeartbeats(
  options: PhiAccrualOptions,
  intervalsUs: readonly number[],
  lastUs: number | undefined,
): FailureDetector {
  return {
    name: 'phi-accrual',
    observe(sample: Sample): FailureDetector {
      if (sample.source !== 'check' || !isPass(sample)) return this;
      const intervals =
        lastUs === undefined ? intervalsUs : [...intervalsUs, sample.atUs - lastUs].slice(-options.windowSize);
      return afterHeartbeats(options, intervals, sample.atUs);
    },
    assess(nowUs: number): Assessment {
      if (lastUs === undefined) return trusted;
      const phi = phiOf(nowUs - lastUs, intervalsUs, options);
      if (phi < options.threshold) return trusted;
      const silentMs = Math.round((nowUs - lastUs) / 1000);
      return { kind: 'failed', reason: `no check passed for ${silentMs} ms: φ = ${phi.toFixed(1)}` };
    },
  };
}

function phiOf(silenceUs: number, intervalsUs: readonly number[], options: PhiAccrualOptions): number {
  const { meanUs, deviationUs } = momentsOf(intervalsUs, options);
  const y = (silenceUs - meanUs) / deviationUs;
  const e = Math.exp(-y * (1.5976 + 0.070566 * y * y));
  const tail = silenceUs > meanUs ? e / (1 + e) : 1 - 1 / (1 + e);
  return -Math.log10(Math.max(tail, Number.MIN_VALUE));
}

function momentsOf(
  intervalsUs: readonly number[],
  options: PhiAccrualOptions,
): { meanUs: number; deviationUs: number } {
  if (intervalsUs.length === 0) return { meanUs: options.expectedIntervalUs, deviationUs: options.leastDeviationUs };
  const meanUs = intervalsUs.reduce((sum, value) => sum + value, 0) / intervalsUs.length;
  const variance = intervalsUs.reduce((sum, value) => sum + (value - meanUs) ** 2, 0) / intervalsUs.length;
  return { meanUs, deviationUs: Math.max(options.leastDeviationUs, Math.sqrt(variance)) };
}
