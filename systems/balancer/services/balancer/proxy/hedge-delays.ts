/** How long a request waits for its answer before a copy of it is sent: one estimate for each kind of request. */
import type { DelayEstimator } from '@temblor/resilience/hedge/hedge-delay';
import { delayEstimator, percentileDelay } from '@temblor/resilience/hedge/hedge-delay';

/** Beyond this, kinds share one estimate: who asks for paths at random must not fill the memory. */
const mostKinds = 64;

function newEstimator(): DelayEstimator {
  return delayEstimator(percentileDelay({ percentile: 95, initialMs: 100, minMs: 20, maxMs: 1000 }));
}

/** A kind is the first segment of a path: `/images/7?width=100` and `/images/8` are of one, `/whoami` of another. */
export class HedgeDelays {
  readonly #kinds = new Map<string, DelayEstimator>();
  readonly #others = newEstimator();

  of(target: string): DelayEstimator {
    const kind = firstSegment(target);
    const known = this.#kinds.get(kind);
    if (known !== undefined) return known;
    if (this.#kinds.size >= mostKinds) return this.#others;
    const estimator = newEstimator();
    this.#kinds.set(kind, estimator);
    return estimator;
  }
}

function firstSegment(target: string): string {
  for (let index = 1; index < target.length; index += 1) {
    const character = target.charCodeAt(index);
    if (character === 0x2f || character === 0x3f) return target.slice(0, index);
  }
  return target;
}
