/** What a health monitor watches, and how it asks. */

/** A server that is watched. */
export interface Target {
  /** What it is called: `image-1`, or its address. */
  readonly id: string;
  /** Where it listens, such as `http://127.0.0.1:8001`. */
  readonly url: string;
}

/** What one check found. */
export interface Health {
  readonly target: string;
  readonly up: boolean;
  /** Why, in words: `200`, `no answer within 500 ms`, `ECONNREFUSED`. */
  readonly detail: string;
  /** From asking to the answer, or to giving up. */
  readonly latencyMs: number;
}

/** Checks a target once. Never rejects for what the target does; with the signal's reason when it aborts. */
export type HealthCheck = (target: Target, signal: AbortSignal) => Promise<Health>;
