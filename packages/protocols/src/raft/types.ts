/**
 * The words of Raft: what nodes send, persist, are asked and tell (Ongaro and Ousterhout 2014, "In search of an
 * understandable consensus algorithm"; Ongaro 2014, "Consensus: bridging theory and practice", the thesis).
 *
 * Indexes of the log count from 1; index 0 and term 0 stand before everything.
 */
import type { NodeId } from '../port/protocol.ts';

/** Who takes part. A learner gets the log and has no vote (thesis §4.2.1). */
export interface Membership {
  readonly voters: readonly NodeId[];
  readonly learners: readonly NodeId[];
}

export type RaftEntry = { readonly index: number; readonly term: number } & (
  | { readonly kind: 'data'; readonly data: string }
  /** Of a new leader, so that it may commit what earlier ones left (§8 of the paper). */
  | { readonly kind: 'no-op' }
  /** In force from the moment it is in the log, committed or not (thesis §4.1). */
  | { readonly kind: 'membership'; readonly membership: Membership }
);

/** The state machine after the entry at `index`, in place of all entries up to it (thesis §5). */
export interface RaftSnapshot {
  readonly index: number;
  readonly term: number;
  readonly membership: Membership;
  /** The state machine's own; opaque here. */
  readonly data: string;
}

/** Small, durable before a reply that depends on it, and never taken back. */
export interface RaftRegister {
  readonly term: number;
  /** Who got this node's vote in `term`; null where nobody did. */
  readonly votedFor: NodeId | null;
  /** True while records that this node once promised to keep may be missing. It then neither votes nor counts. */
  readonly repairing: boolean;
  /** How often this node found its log damaged; the count names a repair, so that an old one's end does not end a new one. */
  readonly repairs: number;
}

export type RaftRecord =
  /** Entries replace what stood at their indexes and everything after it. */
  | { readonly kind: 'entries'; readonly entries: readonly RaftEntry[] }
  | { readonly kind: 'snapshot'; readonly snapshot: RaftSnapshot };

export type RaftMessage = {
  readonly term: number;
} /** Would you vote for me in `term`? Nothing is promised and nothing changed by the answer (thesis §9.6). */ & (
  | {
      readonly kind: 'pre-vote-request';
      readonly lastIndex: number;
      readonly lastTerm: number;
      /** The asker's own number for this round of questions; the reply returns it, and an earlier round's does not count. */
      readonly round: number;
    }
  | {
      readonly kind: 'vote-request';
      readonly lastIndex: number;
      readonly lastTerm: number;
      /** True where the leader itself asked for this election: a live leader is then no reason to refuse (§3.10). */
      readonly transfer: boolean;
    }
  | { readonly kind: 'pre-vote-reply'; readonly granted: boolean; readonly round: number }
  | { readonly kind: 'vote-reply'; readonly granted: boolean }
  | {
      readonly kind: 'append';
      readonly previousIndex: number;
      readonly previousTerm: number;
      readonly entries: readonly RaftEntry[];
      readonly commitIndex: number;
      /**
       * The reading of the leader's clock when this round of messages began, or one more than the last round. The reply
       * returns it, which dates the leader's authority (thesis §6.4).
       */
      readonly round: number;
    }
  | {
      readonly kind: 'install-snapshot';
      readonly snapshot: RaftSnapshot;
      readonly commitIndex: number;
      readonly round: number;
    }
  | {
      readonly kind: 'append-reply';
      readonly round: number;
      readonly outcome: /** The follower's log is durably the leader's up to `index`. */
        | { readonly kind: 'matched'; readonly index: number }
        /** It differs at `previousIndex`; the leader may go on from the hint (etcd's refinement of §5.3). */
        | {
            readonly kind: 'conflict';
            readonly previousIndex: number;
            readonly hintIndex: number;
            readonly hintTerm: number;
          };
      /** The number of the repair while one is under way: the reply then confirms neither entries nor authority. */
      readonly repairing: number | false;
    }
  /** The follower holds what the leader held after it had told of the damage: it counts again. */
  | { readonly kind: 'repaired'; readonly repair: number; readonly index: number }
  /** The follower once answered that its log was durably the leader's up to `index`, and now denies it: it must be repaired. */
  | { readonly kind: 'lost-records'; readonly index: number }
  /** Stand for election at once: leadership is handed over (§3.10). */
  | { readonly kind: 'timeout-now' }
);

/** `request` is the caller's own number for what it asks; it comes back in the output. */
export type RaftCommand =
  | { readonly kind: 'propose'; readonly proposals: readonly { readonly request: number; readonly data: string }[] }
  /** A linearizable read (thesis §6.4): `read-ready` tells from which applied index on it may be answered. */
  | { readonly kind: 'read'; readonly request: number }
  | { readonly kind: 'change-membership'; readonly request: number; readonly change: MembershipChange }
  /** Hands leadership over; to the follower that is furthest where `to` is absent. */
  | { readonly kind: 'transfer'; readonly request: number; readonly to?: NodeId }
  /**
   * The connection to a node broke, so its process may have ended. Of the leader, that is a reason not to wait for a whole
   * election time-out. A hint: it may come at any time, be wrong, or not come at all.
   */
  | { readonly kind: 'suspect'; readonly node: NodeId }
  /** The state machine has a snapshot at an index that was committed: entries up to it may go. */
  | { readonly kind: 'compact'; readonly index: number; readonly data: string };

/** One node at a time, so that majorities of before and after always meet (thesis §4.1). */
export type MembershipChange =
  | { readonly kind: 'add-learner'; readonly node: NodeId }
  /** A learner that has caught up becomes a voter. */
  | { readonly kind: 'promote'; readonly node: NodeId }
  | { readonly kind: 'remove'; readonly node: NodeId };

export type RaftRoleName = 'follower' | 'pre-candidate' | 'candidate' | 'leader' | 'repairing' | 'unusable';

export type RaftOutput =
  /** A new role, term or known leader. */
  | { readonly kind: 'role'; readonly role: RaftRoleName; readonly term: number; readonly leader: NodeId | undefined }
  /** To be applied to the state machine, in order, each index once in a life; durable on a majority. */
  | { readonly kind: 'committed'; readonly entries: readonly RaftEntry[] }
  /** The state machine is to be replaced by this one. */
  | { readonly kind: 'restore'; readonly snapshot: RaftSnapshot }
  /** A proposal stands in the leader's log. It is decided when an entry is committed at `index`: its own if the terms are equal. */
  | { readonly kind: 'appended'; readonly request: number; readonly index: number; readonly term: number }
  | { readonly kind: 'read-ready'; readonly request: number; readonly index: number }
  /** Certainly without effect, but for `transfer-failed`: the target was told to stand, and may lead yet. */
  | {
      readonly kind: 'refused';
      readonly request: number;
      readonly reason: RefusalReason;
      readonly leader: NodeId | undefined;
    }
  | { readonly kind: 'transferred'; readonly request: number; readonly to: NodeId };

export type RefusalReason =
  | 'not-leader'
  /** Leadership is being handed over; ask the next leader. */
  | 'transferring'
  /** Another membership change is not committed yet, or the leader has not committed in its own term. */
  | 'change-in-progress'
  /** It would change nothing or leave no voter, the learner has not caught up, or there is no such voter to hand over to. */
  | 'change-impossible'
  /** The hand-over did not succeed in an election time-out, and the leader goes on; or another came to lead. */
  | 'transfer-failed';

export type RaftTimer = 'election' | 'heartbeat' | 'transfer';
