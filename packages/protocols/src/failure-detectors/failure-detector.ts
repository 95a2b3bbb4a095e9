/**
 * The interface of a failure detector: it is told samples of one instance, and says whether it would give it up.
 *
 * Detectors are values. `observe` gives the detector as it is afterwards, and none of them reads a clock: times are
 * microseconds on the monotonic clock, given by whoever asks. So several run side by side on the same samples, and what
 * each alone would have said is known, whichever of them is allowed to act.
 */

/** What one look at an instance gave. */
export interface Sample {
  /** When the look ended, or was given up. */
  readonly atUs: number;
  /**
   * `check`: the monitor's own, at its interval; `read`: a request of somebody who uses the instance; `connection`: what
   * became of an idle connection.
   */
  readonly source: 'check' | 'read' | 'connection';
  readonly outcome: SampleOutcome;
  /** What exactly went wrong, for people; '' where nothing did. */
  readonly detail: string;
}

/**
 * `passed`: answered well. `agreed`, `dissented`: it answered, and its value was compared with the majority's at a
 * common offset. `failed`: an error was answered, or the connection broke. `timed-out`: no answer in time. `slow`: an
 * answer, and its latency is beyond the normal range. `connection-lost`: an idle connection broke and a new one was not
 * to be had.
 */
export type SampleOutcome = 'passed' | 'agreed' | 'dissented' | 'failed' | 'timed-out' | 'slow' | 'connection-lost';

/** What a detector says: it trusts the instance, or would give it up, and why. */
export type Assessment = { readonly kind: 'trusted' } | { readonly kind: 'failed'; readonly reason: string };

export interface FailureDetector {
  readonly name: DetectorName;
  /** The detector after one more sample. Samples come in the order of their times, as nearly as their senders can. */
  observe(sample: Sample): FailureDetector;
  /** What it says at a moment, which is not before the last sample. */
  assess(nowUs: number): Assessment;
}

/** Every detector there is. */
export const detectorNames = ['consecutive', 'window', 'dissent', 'connection-loss', 'phi-accrual'] as const;
export type DetectorName = (typeof detectorNames)[number];

/** Whether a sample speaks for the instance. A wrong value is no failure to answer. */
export function isPass(sample: Sample): boolean {
  return sample.outcome === 'passed' || sample.outcome === 'agreed' || sample.outcome === 'dissented';
}

/** The assessment of who has nothing to complain of. */
export const trusted: Assessment = { kind: 'trusted' };
