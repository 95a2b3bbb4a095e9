import type { Outcome } from '@temblor/resilience/balancing/replica';

/** What became of the attempts on a replica in a while. */
export interface AttemptFigures {
  /** Attempts that ended, those that were given up among them: all that the replica was asked. */
  readonly requests: number;
  readonly failures: number;
  /** From sending to the end of the answer, or of the failure, without those that were given up; zero without any. */
  readonly meanMs: number;
  readonly maxMs: number;
}

/** Counts the attempts on one replica. */
export class AttemptCounts {
  #requests = 0;
  #failures = 0;
  #timed = 0;
  #sumMs = 0;
  #maxMs = 0;

  count(outcome: Outcome, latencyMs: number): void {
    this.#requests += 1;
    // How long it took to give up is no latency of the replica.
    if (outcome === 'cancelled') return;
    if (outcome === 'failure') this.#failures += 1;
    this.#timed += 1;
    this.#sumMs += latencyMs;
    if (latencyMs > this.#maxMs) this.#maxMs = latencyMs;
  }

  get figures(): AttemptFigures {
    const meanMs = this.#timed === 0 ? 0 : this.#sumMs / this.#timed;
    return { requests: this.#requests, failures: this.#failures, meanMs, maxMs: this.#maxMs };
  }
}
