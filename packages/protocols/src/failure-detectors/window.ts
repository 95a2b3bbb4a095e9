import type { Assessment, FailureDetector, Sample } from './failure-detector.ts';
import { isPass, trusted } from './failure-detector.ts';

/** The two hypotheses that the samples decide between, and how sure the answer has to be. */
export interface WindowOptions {
  /** The share of failed samples of an instance that is well. */
  readonly healthyRate: number;
  /** The share of failed samples from which an instance is to be given up. */
  readonly failingRate: number;
  /** Probability, each time the evidence starts from nothing, of giving up an instance that is well. */
  readonly falseAlarmProbability: number;
  /** Time-outs and slow answers of reads count once in so many microseconds. */
  readonly slownessIntervalUs: number;
}

/**
 * A false alarm in 10⁸ starts, and 30 % found after 25 samples on average: ln 10⁸ = 18.4 is reached by a drift of
 * 0.3 × ln(0.2/0.01) + 0.7 × ln(0.8/0.99) = 0.75 a sample. A share of failures below 6.6 % drifts downwards.
 */
export const defaultWindow: WindowOptions = {
  healthyRate: 0.01,
  failingRate: 0.2,
  falseAlarmProbability: 1e-8,
  slownessIntervalUs: 200_000,
};

/**
 * Too many failures among recent samples, checks and reads alike: a sequential probability ratio test between two
 * rates of failure (Wald 1945, "Sequential tests of statistical hypotheses"), started again whenever the evidence
 * against the instance is used up, which makes it a cumulative sum test (Page 1954, "Continuous inspection schemes").
 * Its window is not of a fixed length: it reaches back to where the evidence began.
 *
 * The test takes samples to be independent. Errors are, about; slowness is not: one stall of 200 ms makes every read
 * that it meets late. So slowness of reads counts once in an interval, like one more check, while the reads that pass
 * all speak for the instance: a stall that is over is soon forgotten.
 */
export function windowDetector(options: WindowOptions): FailureDetector {
  const weights: Weights = {
    onFailure: Math.log(options.failingRate / options.healthyRate),
    onPass: Math.log((1 - options.failingRate) / (1 - options.healthyRate)),
    limit: -Math.log(options.falseAlarmProbability),
    slownessIntervalUs: options.slownessIntervalUs,
  };
  return withEvidence(weights, { sum: 0, samples: 0, failures: 0, lastSlowUs: Number.NEGATIVE_INFINITY, detail: '' });
}

interface Weights {
  readonly onFailure: number;
  readonly onPass: number;
  readonly limit: number;
  readonly slownessIntervalUs: number;
}

interface Evidence {
  /** The log-likelihood ratio; never below zero. */
  readonly sum: number;
  /** Since the evidence began. */
  readonly samples: number;
  readonly failures: number;
  readonly lastSlowUs: number;
  readonly detail: string;
}

function withEvidence(weights: Weights, evidence: Evidence): FailureDetector {
  return {
    name: 'window',
    observe(sample: Sample): FailureDetector {
      if (sample.source === 'connection') return this;
      if (isPass(sample)) return evidence.sum === 0 ? this : withEvidence(weights, afterPass(weights, evidence));
      const slow = sample.source === 'read' && (sample.outcome === 'timed-out' || sample.outcome === 'slow');
      if (slow && sample.atUs - evidence.lastSlowUs < weights.slownessIntervalUs) return this;
      return withEvidence(weights, {
        sum: evidence.sum + weights.onFailure,
        samples: evidence.samples + 1,
        failures: evidence.failures + 1,
        lastSlowUs: slow ? sample.atUs : evidence.lastSlowUs,
        detail: sample.detail,
      });
    },
    assess: (): Assessment =>
      evidence.sum < weights.limit
        ? trusted
        : {
            kind: 'failed',
            reason: `${evidence.failures} of the last ${evidence.samples} samples failed, the last: ${evidence.detail}`,
          },
  };
}

function afterPass(weights: Weights, evidence: Evidence): Evidence {
  const sum = evidence.sum + weights.onPass;
  if (sum <= 0) return { ...evidence, sum: 0, samples: 0, failures: 0 };
  return { ...evidence, sum, samples: evidence.samples + 1 };
}
