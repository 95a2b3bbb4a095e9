/** Any value that survives a round trip through JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * What became of an operation, as its client knows it. `unknown` is a time-out or a broken connection: it may have
 * taken effect, or not, or may still. Treating it as a failure is the classic error (Kingsbury, Jepsen).
 */
export type OperationOutcome = 'ok' | 'failed' | 'unknown';

/** One operation of one client: a line of `history.ndjson`. */
export interface Operation {
  /** Counts from 0 in the order of invocation. */
  readonly id: number;
  /** What was asked, in the words of the workload: `voted-read`, `order`, `cancel`. */
  readonly name: string;
  readonly input: Json;
  readonly outcome: OperationOutcome;
  /** The answer; null where there was none. */
  readonly output: Json;
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  /** Microseconds on the machine's monotonic clock. */
  readonly invokedUs: number;
  readonly completedUs: number;
}

/** What a checker found. `inconclusive`: the history does not suffice to tell. */
export interface CheckResult {
  readonly check: string;
  readonly verdict: 'passed' | 'failed' | 'inconclusive';
  /** One sentence for the report: what was compared, and how many of them. */
  readonly summary: string;
  /** The first few violations in plain words, most telling first; empty when passed. */
  readonly violations: readonly string[];
}
