/**
 * The decisions on which Raft's safety rests, one function each, so that a test can put a wrong one in its place and see
 * that the simulator finds it. Nobody else gives rules of their own.
 */

export interface RaftRules {
  /**
   * Whether a vote request is ignored because this node heard its leader a moment ago: it neither enters the candidate's
   * term nor votes in it, unless the leader itself asked for the election (thesis §4.2.3; leases rest on it, §6.4.1). The
   * term may have been raised by another message meanwhile, so an equal term is no exception.
   */
  isShutOut(
    request: { readonly term: number; readonly transfer: boolean },
    own: { readonly term: number; readonly hearsLeader: boolean },
  ): boolean;
  /** Whether a leader may commit an entry because a majority holds it: those of its own term only (§5.4.2, figure 8). */
  mayCommitByCounting(entryTerm: number, currentTerm: number): boolean;
  /**
   * Where a follower cuts its log for an append, as the first index to go; undefined where nothing goes. Only at a real
   * conflict: an append that was delayed must not take away what later ones brought (§5.3; figure 2, AppendEntries 3).
   */
  truncateFrom(append: AppendedRange): number | undefined;
  /** The commit index of a follower: never past the last entry that this message made sure of (figure 2, AppendEntries 5). */
  followerCommit(leaderCommit: number, lastSureIndex: number, lastIndex: number): number;
  /** Whether a leader may answer a read before a majority has confirmed it since the read came (§6.4). */
  mayReadUnconfirmed(): boolean;
  /** How long a confirmed round lets a leader read without another: less than followers keep their promise for (§6.4.1). */
  leaseUs(shortestElectionTimeoutUs: number, clockDriftBound: number): number;
  /** Whether a change may be appended while another is not committed, or before the leader committed in its term (§4.1). */
  mayChangeMembership(isAnotherPending: boolean, hasCommittedInTerm: boolean): boolean;
  /** The first index that stays in the log when a snapshot at `snapshotIndex` takes the place of what is before it. */
  firstKept(snapshotIndex: number): number;
}

/** What an append brings, against what the follower holds. */
export interface AppendedRange {
  readonly previousIndex: number;
  /** The first index at which the terms differ; undefined where none does. */
  readonly conflictIndex: number | undefined;
  readonly lastIndex: number;
}

/** The rules as the paper has them. */
export const paperRules: RaftRules = {
  isShutOut: ({ transfer }, { hearsLeader }) => hearsLeader && !transfer,
  mayCommitByCounting: (entryTerm, currentTerm) => entryTerm === currentTerm,
  truncateFrom: ({ conflictIndex }) => conflictIndex,
  followerCommit: (leaderCommit, lastSureIndex) => Math.min(leaderCommit, lastSureIndex),
  mayReadUnconfirmed: () => false,
  leaseUs: (shortestElectionTimeoutUs, clockDriftBound) => shortestElectionTimeoutUs / clockDriftBound,
  mayChangeMembership: (isAnotherPending, hasCommittedInTerm) => !isAnotherPending && hasCommittedInTerm,
  firstKept: (snapshotIndex) => snapshotIndex + 1,
};
