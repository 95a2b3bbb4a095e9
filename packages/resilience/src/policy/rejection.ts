/**
 * What a policy rejects with by itself. No stack trace is built, since a breaker that is open rejects as often as it is
 * asked, and the place in the code says nothing about why. It is an `Error` of its own for every caller: what one of them
 * writes to it, the others do not see.
 */
export type RejectionCode =
  | 'timed-out'
  | 'deadline-exceeded'
  | 'circuit-open'
  | 'bulkhead-full'
  | 'rate-limited'
  | 'retries-exhausted';

/** A call that a policy did not let through, or gave up. `name` is the policy's, as its owner calls it. */
export class Rejection extends Error {
  readonly code: RejectionCode;
  /** The policy that rejected, by the name that its owner gave it. */
  readonly policy: string;
  /** When trying again makes sense, in milliseconds from now; undefined where the policy cannot tell. */
  readonly retryAfterMs: number | undefined;
  /**
   * True where the operation was not called, so that trying again elsewhere is safe. False after a time-out: what
   * became of the call is unknown.
   */
  readonly notSent: boolean;

  constructor(code: RejectionCode, policy: string, message: string, options: RejectionOptions) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'Rejection';
    this.code = code;
    this.policy = policy;
    this.retryAfterMs = options.retryAfterMs;
    this.notSent = options.notSent;
  }
}

/** What is known of a rejection besides its code. */
export interface RejectionOptions {
  readonly notSent: boolean;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}
