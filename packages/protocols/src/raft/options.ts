import type { Membership } from './types.ts';

/** How a cluster is set up; the same on every node. Times are microseconds on the node's own clock. */
export interface RaftOptions {
  /** Who takes part while nothing in the log says otherwise. */
  readonly initial: Membership;
  /** A follower that hears nothing for a time drawn from this range stands for election (§5.2). */
  readonly electionTimeoutUs: { readonly low: number; readonly high: number };
  readonly heartbeatUs: number;
  /** Ask before the term is raised, so that a node that was away does not depose a working leader (thesis §9.6). */
  readonly preVote: boolean;
  /**
   * A leader that has not heard from a majority for the longest election time-out steps down (thesis §6.2), and a node
   * that heard its leader within the shortest lets no candidate raise its term (thesis §4.2.3).
   */
  readonly checkQuorum: boolean;
  /**
   * Answer reads without a round while the last confirmed round is younger than the shortest election time-out divided
   * by this bound on how much faster one clock runs than another (thesis §6.4.1). False: off, which is the safe default.
   */
  readonly leaseReads: false | { readonly clockDriftBound: number };
  /** So many appends may be on their way to one follower before the first is answered (thesis §10.2.1). */
  readonly maximumInFlight: number;
  /** Bounds of one append message; one entry always fits. */
  readonly maximumEntries: number;
  readonly maximumBytes: number;
}

/** For nodes on one machine or in one data centre. */
export const defaultRaftOptions: Omit<RaftOptions, 'initial'> = {
  electionTimeoutUs: { low: 150_000, high: 300_000 },
  heartbeatUs: 50_000,
  preVote: true,
  checkQuorum: true,
  leaseReads: false,
  maximumInFlight: 16,
  maximumEntries: 1024,
  maximumBytes: 1 << 20,
};
