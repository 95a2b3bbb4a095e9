import type { Assessment, FailureDetector, Sample } from './failure-detector.ts';
import { trusted } from './failure-detector.ts';

export interface DissentOptions {
  /** So many dissents ... */
  readonly dissents: number;
  /** ... among so many answers that were compared last. */
  readonly among: number;
}

/** Three, as with checks. An honest replica never dissents at a common offset; one corrupted read may happen. */
export const defaultDissent: DissentOptions = { dissents: 3, among: 20 };

/**
 * Fails an instance whose values disagree with the majority's at a common offset: what no health check can see. Only
 * samples that were compared count, so neither silence nor lag is taken for a lie.
 */
export function dissentDetector(options: DissentOptions): FailureDetector {
  return afterComparisons(options, [], '');
}

function afterComparisons(options: DissentOptions, recent: readonly boolean[], detail: string): FailureDetector {
  const dissents = recent.filter((dissented) => dissented).length;
  return {
    name: 'dissent',
    observe(sample: Sample): FailureDetector {
      const dissented = sample.outcome === 'dissented';
      if (!dissented && sample.outcome !== 'agreed') return this;
      if (!dissented && dissents === 0) return recent.length === 0 ? this : afterComparisons(options, [], '');
      return afterComparisons(
        options,
        [...recent, dissented].slice(-options.among),
        dissented ? sample.detail : detail,
      );
    },
    assess: (): Assessment =>
      dissents < options.dissents
        ? trusted
        : {
            kind: 'failed',
            reason: `${dissents} of the last ${recent.length} compared answers disagreed with the majority, the last: ${detail}`,
          },
  };
}
