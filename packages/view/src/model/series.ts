/** Measurements over time in columns, one entry a window, in order of time. Charts read them without copying. */

/** Columns of equal length. Times are microseconds on the monotonic clock; rates are per second; latencies milliseconds. */
export interface LoadSeries {
  readonly length: number;
  readonly startUs: Float64Array;
  readonly endUs: Float64Array;
  readonly ratePerSecond: Float64Array;
  /** 0 to 100; NaN where nothing was sent. */
  readonly successPercent: Float64Array;
  readonly failed: Float64Array;
  readonly unknown: Float64Array;
  /** Corrected for coordinated omission; NaN where nothing was sent. */
  readonly p50Ms: Float64Array;
  readonly p95Ms: Float64Array;
  readonly p99Ms: Float64Array;
}

/** What crossed one link, or all links to the instances of one service, window by window. */
export interface LinkSeries {
  readonly length: number;
  readonly startUs: Float64Array;
  readonly endUs: Float64Array;
  readonly ratePerSecond: Float64Array;
  readonly errorsPerSecond: Float64Array;
  /** NaN where nothing crossed. */
  readonly p50Ms: Float64Array;
  readonly p95Ms: Float64Array;
  readonly p99Ms: Float64Array;
}

/** The rate of a link at one moment. */
export interface LinkRate {
  readonly ratePerSecond: number;
  readonly errorsPerSecond: number;
  readonly p95Ms: number;
}

/** Requests that services answered, added up: one row an instance, endpoint, method and status. */
export interface RequestRow {
  readonly instance: string;
  readonly endpoint: string;
  readonly method: string;
  readonly status: number;
  readonly count: number;
  readonly meanMs: number;
  readonly maxMs: number;
}
