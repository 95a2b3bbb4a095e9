/** What the proxy knows of the replicas: it asks for one for each attempt, and says how the attempt ended. */
import type { Outcome } from '@temblor/resilience/balancing/replica';

/** A replica that requests can be sent to. */
export interface Upstream {
  readonly id: string;
  readonly host: string;
  readonly port: number;
}

/** Leave to send one attempt to a replica. Each one must be settled, once. */
export interface Admission {
  readonly upstream: Upstream;
  /** The only call that a half-open breaker lets through: its result decides whether the replica comes back. */
  readonly isProbe: boolean;
}

export interface AttemptWish {
  /** What requests of one kind have in common, for consistent hashing; the path. */
  readonly key: string;
  /** Who was asked for this request before. */
  readonly tried: readonly Upstream[];
  /** Whether the request may be sent again: only such a one is sent as a probe. */
  readonly isRepeatable: boolean;
}

/** Who may be asked, and what became of it: strategy, breakers, health and draining behind one face. */
export interface Upstreams {
  readonly all: readonly Upstream[];
  /** @returns undefined where nobody is left to ask. */
  admit(wish: AttemptWish): Admission | undefined;
  settle(admission: Admission, outcome: Outcome, latencyMs: number): void;
  /** Told when a replica is found to be down: what it has not answered yet can be asked of others. */
  onDown(listener: (upstream: Upstream) => void): void;
}
