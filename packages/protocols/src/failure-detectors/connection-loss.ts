import type { Assessment, FailureDetector, Sample } from './failure-detector.ts';
import { isPass, trusted } from './failure-detector.ts';

/**
 * Fails an instance at once when an idle connection to it broke and a new one was refused: the operating system tells of
 * a process that has ended within a millisecond, where every rule over checks has to wait for them. It sees nothing of
 * a process that is there and does not work.
 */
export function connectionLossDetector(): FailureDetector {
  return whileConnected();
}

function whileConnected(): FailureDetector {
  return {
    name: 'connection-loss',
    observe(sample: Sample): FailureDetector {
      return sample.outcome === 'connection-lost' ? whileLost(sample.detail) : this;
    },
    assess: () => trusted,
  };
}

function whileLost(detail: string): FailureDetector {
  return {
    name: 'connection-loss',
    observe(sample: Sample): FailureDetector {
      return isPass(sample) && sample.source === 'check' ? whileConnected() : this;
    },
    assess: (): Assessment => ({
      kind: 'failed',
      reason: `the connection was lost and not to be had again: ${detail}`,
    }),
  };
}
