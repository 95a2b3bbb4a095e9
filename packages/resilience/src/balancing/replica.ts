/** A replica as a balancer knows it. */

/** Where a replica stands. */
export type ReplicaState =
  /** It takes its full part. */
  | { readonly kind: 'in-rotation' }
  /** It came back a short while ago, and takes a growing share of its part. */
  | { readonly kind: 'slow-start'; readonly sinceMs: number }
  /** It was found to fail by the calls themselves, and is left alone until then. */
  | { readonly kind: 'ejected'; readonly untilMs: number; readonly reason: EjectionReason }
  /** Somebody who watches it says that it is down; it stays so until the same says that it is up. */
  | { readonly kind: 'down' }
  /** It finishes what it has, and gets nothing new, whatever the others do. */
  | { readonly kind: 'draining' };

/** Which rule found that it fails: so many failures in a row, or many more failures than the others have. */
export type EjectionReason = 'consecutive-failures' | 'success-rate';

/**
 * How a call ended, as far as it tells something of the replica. `cancelled`: the caller gave up (or a hedge was won by
 * another copy), which tells nothing; an answer that blames the request (HTTP 4xx) is a success of the replica.
 */
export type Outcome = 'success' | 'failure' | 'cancelled';

/** What a strategy may look at. The balancer alone changes it. */
export interface Replica {
  readonly id: string;
  /** A small number that no other replica of this balancer has now; given again once this one is removed. */
  readonly slot: number;
  /** The part of the load that it is meant to take, beside the others' weights; above 0. */
  readonly weight: number;
  /** The part of its weight that counts now: below 1 during a slow start, never 0. */
  readonly share: number;
  /** `weight × share`. */
  readonly effectiveWeight: number;
  /** Calls that were started on it and have not ended. */
  readonly inFlight: number;
  readonly state: ReplicaState;
}
