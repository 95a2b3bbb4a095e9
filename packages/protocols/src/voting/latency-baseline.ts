/**
 * What latencies are normal of one replica: the median of its recent answers, and their spread as the median absolute
 * deviation (MAD). An answer is an outlier when it lies further above the median than `deviations` robust standard
 * deviations (1.4826 × MAD) and than an absolute floor.
 *
 * Mean and standard deviation will not do: among n values the largest possible z-score is (n−1)/√n, 1.155 for three, so
 * that "beyond 2σ" of three answers can never be true; and one outlier inflates the very σ that should show it. See Leys
 * et al. 2013, "Detecting outliers: do not use standard deviation around the mean, use absolute deviation around the
 * median". The floor keeps a replica that always answers in 1 ms from being blamed for 2 ms.
 */
export interface LatencyBaselineOptions {
  /** How many recent latencies are kept. */
  readonly windowSize: number;
  /** Nothing is judged on fewer than this. */
  readonly leastSamples: number;
  /** Robust standard deviations above the median; Leys et al. call 3 conservative. */
  readonly deviations: number;
  readonly floorMs: number;
}

/** The factor by which the MAD of a normal distribution estimates its standard deviation. */
const normalConsistency = 1.4826;

/** The limit is worked out again after so many answers: sorting for each of them would buy nothing. */
const refreshEvery = 16;

/** The recent latencies of one replica, and whether another is beyond their range. */
export class LatencyBaseline {
  readonly #options: LatencyBaselineOptions;
  readonly #recent: number[] = [];
  #next = 0;
  #sinceRefresh = 0;
  #limitMs: number | undefined;

  constructor(options: LatencyBaselineOptions) {
    this.#options = options;
  }

  /** The latency above which an answer is an outlier; undefined while too little is known. */
  get limitMs(): number | undefined {
    return this.#limitMs;
  }

  /**
   * Judges a latency against those before it, then takes it in. Outliers are taken in too: a replica that has become
   * slow for good is normal again once half of the window says so.
   */
  observe(latencyMs: number): 'normal' | 'outlier' {
    const outlier = this.#limitMs !== undefined && latencyMs > this.#limitMs;
    this.#recent[this.#next] = latencyMs;
    this.#next = (this.#next + 1) % this.#options.windowSize;
    this.#sinceRefresh += 1;
    if (this.#sinceRefresh >= refreshEvery || this.#limitMs === undefined) this.#refresh();
    return outlier ? 'outlier' : 'normal';
  }

  #refresh(): void {
    if (this.#recent.length < this.#options.leastSamples) return;
    this.#sinceRefresh = 0;
    const middleMs = median(this.#recent);
    const spreadMs = normalConsistency * median(this.#recent.map((value) => Math.abs(value - middleMs)));
    this.#limitMs = middleMs + Math.max(this.#options.floorMs, this.#options.deviations * spreadMs);
  }
}

/** The median of a list; the mean of the two middle values where their number is even, 0 of an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
