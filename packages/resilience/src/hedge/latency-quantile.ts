/**
 * A quantile of latencies as they come, in bounded memory and true to 2 %: counts in buckets whose bounds grow by a
 * constant factor (Masson, Rim and Lee, "DDSketch", VLDB 2019). Old latencies weigh less and less: all counts are halved
 * whenever `memory` latencies have gathered.
 */

const accuracy = 0.02;
const growth = (1 + accuracy) / (1 - accuracy);
const logGrowth = Math.log(growth);
/** What is faster counts as this fast. */
const leastMs = 0.01;
const mostMs = 3_600_000;
const bucketCount = Math.ceil(Math.log(mostMs / leastMs) / logGrowth) + 1;
/** The quantile is found anew after so many latencies. */
const renewal = 16;

export class LatencyQuantile {
  readonly #quantile: number;
  readonly #memory: number;
  readonly #enough: number;
  readonly #counts = new Float64Array(bucketCount);
  #total = 0;
  #recorded = 0;
  #valueMs: number | undefined;

  /** @param quantile over 0 and below 1; `memory` should be many times 1 / (1 - quantile). */
  constructor(quantile: number, memory: number) {
    this.#quantile = quantile;
    this.#memory = memory;
    this.#enough = Math.ceil(1 / (1 - quantile));
  }

  /** The quantile in milliseconds; undefined while too few were seen for there to be a slowest one of its kind. */
  get valueMs(): number | undefined {
    return this.#valueMs;
  }

  record(latencyMs: number): void {
    const bucket = Math.ceil(Math.log(Math.max(latencyMs, leastMs) / leastMs) / logGrowth);
    const index = Math.min(bucket, bucketCount - 1);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#total += 1;
    this.#recorded += 1;
    if (this.#recorded % renewal === 0 && this.#recorded >= this.#enough) this.#valueMs = this.#find();
    if (this.#total >= this.#memory) this.#halve();
  }

  #find(): number {
    let below = this.#quantile * this.#total;
    let index = 0;
    for (; index < bucketCount - 1; index += 1) {
      below -= this.#counts[index] ?? 0;
      if (below <= 0) break;
    }
    // The value whose relative distance to both bounds of the bucket is the same.
    return (leastMs * 2 * growth ** index) / (growth + 1);
  }

  #halve(): void {
    for (let index = 0; index < bucketCount; index += 1) this.#counts[index] = (this.#counts[index] ?? 0) / 2;
    this.#total /= 2;
  }
}
