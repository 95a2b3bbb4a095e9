/** What a node of Raft knows. Every step gives a new one; none is changed. */
import type { NodeId } from '../port/protocol.ts';
import type { RaftLog } from './log.ts';
import type { RaftOptions } from './options.ts';
import type {
  Membership,
  RaftCommand,
  RaftMessage,
  RaftOutput,
  RaftRecord,
  RaftRegister,
  RaftSnapshot,
  RaftTimer,
} from './types.ts';

/** Invariants, reports and views look at the first part; the second is the machine's own. */
export interface RaftState {
  readonly node: NodeId;
  readonly options: RaftOptions;
  readonly term: number;
  readonly votedFor: NodeId | null;
  readonly log: RaftLog;
  /** Everything up to here is committed, as far as this node knows, and was put out. */
  readonly commitIndex: number;
  /** The latest in the log, committed or not: the last of `configurations`. */
  readonly membership: Membership;
  readonly role: RaftRole;
  /** Who leads `term`; undefined while this node does not know. */
  readonly leader: NodeId | undefined;

  /** When the leader was heard last, on this node's clock. */
  readonly leaderHeardUs: number;
  /** By index: what the snapshot holds (or the options, at 0), then those in the log. */
  readonly configurations: readonly Configuration[];
  /** What stands for the entries up to `log.snapshotIndex`. */
  readonly snapshot: RaftSnapshot | undefined;
  /** As in the register. */
  readonly repairing: boolean;
  readonly repairs: number;
  /**
   * A leader's log is durable up to here. Of others it says less: the log may have been cut since. Whoever comes to lead
   * has had its vote for itself made durable, and with that every earlier write.
   */
  readonly durableIndex: number;
  /** Writes on their way to the disk, in order: when the ticket comes back, the log is durable up to `lastIndex`. */
  readonly writing: readonly { readonly ticket: number; readonly lastIndex: number }[];
  readonly nextTicket: number;
  /** A hand-over that this node began as the leader, until it knows the next leader. */
  readonly handedOver: { readonly request: number; readonly to: NodeId } | undefined;
}

/** A membership and the index from which on it is in force. */
export interface Configuration {
  readonly index: number;
  readonly membership: Membership;
}

export type RaftRole =
  | { readonly kind: 'follower' }
  /** `granted` holds each voter once. `round` is when it began to ask, on its own clock. */
  | { readonly kind: 'pre-candidate'; readonly granted: readonly NodeId[]; readonly round: number }
  /** Its own vote counts as the others' do: when it is durable, which is when `voteTicket` comes back. */
  | { readonly kind: 'candidate'; readonly granted: readonly NodeId[]; readonly voteTicket: number }
  | LeaderRole
  /** Its log is damaged: it takes what a leader sends, and neither votes nor counts. */
  | { readonly kind: 'repairing' }
  /** Its vote is not known: it does nothing, for good. Its operator removes it and adds a new node. */
  | { readonly kind: 'unusable' };

export interface LeaderRole {
  readonly kind: 'leader';
  /** Of every other member, in the order of the membership. */
  readonly followers: readonly Progress[];
  /** The latest round that began; see the message `append`. */
  readonly round: number;
  readonly reads: readonly PendingRead[];
  readonly transfer: { readonly request: number; readonly to: NodeId; readonly isAsked: boolean } | undefined;
  /**
   * True once a follower was told to stand: however long that message takes, its election does not wait for a lease to
   * end, so this leader answers no more reads by lease in its term.
   */
  readonly isLeaseGivenUp: boolean;
}

/** What a leader knows of a follower (etcd-io/raft's tracker). */
export interface Progress {
  readonly node: NodeId;
  /** Its log is durably the leader's up to here. */
  readonly match: number;
  /** The leader's round when it learnt of that: what it asks in a later one is answered by who has said so already. */
  readonly matchRound: number;
  /** The next entry to send. */
  readonly next: number;
  readonly flow: /** Where the logs part is not known: one append at a time. `isAsked` while one is out. */
    | { readonly kind: 'probe'; readonly isAsked: boolean }
    /** Appends follow each other unanswered; `inFlight` has the last index of each. */
    | { readonly kind: 'replicate'; readonly inFlight: readonly number[] }
    /** It needs what the log does not hold any more. */
    | { readonly kind: 'snapshot'; readonly index: number; readonly sentUs: number };
  readonly heardUs: number;
  readonly sentUs: number;
  /** The latest round that it answered; -1 where none. */
  readonly round: number;
  /**
   * Present while it is being repaired: it counts again when it has matched `index`, the last one when the leader learnt
   * of the damage, and a majority has answered a round that began after `afterRound`.
   */
  readonly repair: { readonly number: number; readonly index: number; readonly afterRound: number } | undefined;
}

export interface PendingRead {
  readonly request: number;
  /** A majority must answer a round later than this. */
  readonly afterRound: number;
  /** The commit index when it came; undefined where the leader had committed nothing of its own term yet. */
  readonly index: number | undefined;
}

/** Raft against the port. */
export interface RaftTypes {
  state: RaftState;
  message: RaftMessage;
  command: RaftCommand;
  output: RaftOutput;
  register: RaftRegister;
  record: RaftRecord;
  timer: RaftTimer;
}
