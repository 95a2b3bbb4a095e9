/** What a way to balance is: it chooses among replicas that may all be chosen; who they are is the balancer's matter. */
import type { Outcome, Replica } from './replica.ts';

/**
 * A strategy is deterministic: what it draws comes from the generator that it was made with, and time is an argument.
 * It keeps what it must know of a replica by `slot`, and recognises the replica by identity, since slots are used again.
 */
export interface Strategy {
  /**
   * Replaces those that may be chosen: after a replica joined, left, was ejected or came back, and after each change of
   * a weight or share. Not on the hot path; may take O(n log n).
   */
  offer(candidates: readonly Replica[], nowMs: number): void;
  /**
   * Chooses in O(log n) or better; a retry (`tried` not empty) may take O(n).
   * @param key what requests of one kind have in common; only for strategies that keep them together.
   * @param tried replicas that this request was sent to already; they are not chosen again.
   * @returns undefined where no replica is left.
   */
  choose(key: string | undefined, tried: readonly Replica[], nowMs: number): Replica | undefined;
  /** A call begins on a replica; its `inFlight` counts it already. */
  started?(replica: Replica): void;
  /** A call ended on a replica, and `inFlight` has left it out already. Told of replicas that are not offered, too. */
  finished?(replica: Replica, outcome: Outcome, latencyMs: number, nowMs: number): void;
}
