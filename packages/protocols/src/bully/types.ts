/** The words of the bully algorithm: what nodes send, persist, are asked and tell. */

import type { CausalLog } from '../causal/causal-log.ts';
import type { LamportTime } from '../clocks/lamport-clock.ts';
import type { VectorClock } from '../clocks/vector-clock.ts';
import type { NodeId } from '../port/protocol.ts';
import type { BullyEntry } from './entry.ts';
import type { BullyOptions } from './options.ts';

export type BullyMessage =
  /** To higher ids: does one of you live? */
  | { readonly kind: 'election' }
  /** I live, and see to it. */
  | { readonly kind: 'answer' }
  /** I lead. */
  | { readonly kind: 'announcement' }
  /** To the leader: are you there? `holds` says which messages of the log the sender has. */
  | { readonly kind: 'heartbeat'; readonly holds: VectorClock }
  | { readonly kind: 'heartbeat-reply'; readonly leads: boolean; readonly holds: VectorClock }
  /** In causal order. */
  | { readonly kind: 'replicate'; readonly entries: readonly BullyEntry[] }
  /** These are durable here. */
  | { readonly kind: 'replicated'; readonly holds: VectorClock }
  /** A proposal made to a follower, and what the leader did with it: null where it does not lead. */
  | { readonly kind: 'forward'; readonly request: number; readonly content: string }
  | { readonly kind: 'forwarded'; readonly request: number; readonly entry: BullyEntry | null };

/** `request` is the caller's own number, never used again in a later life of the node either. */
export type BullyCommand = { readonly kind: 'propose'; readonly request: number; readonly content: string };

export type BullyRole =
  /** Has asked higher ids, and none has answered yet. */
  | { readonly kind: 'electing' }
  /** A higher id lives and will announce itself, or another. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'follower'; readonly leader: NodeId }
  | {
      readonly kind: 'leader';
      /** How many of this leader's own messages each follower holds. */
      readonly heldBy: VectorClock;
      /** In the log, and not held by enough nodes yet. */
      readonly open: readonly OpenProposal[];
    };

/** A proposal whose caller waits. */
export interface OpenProposal {
  /** The node that was asked. */
  readonly origin: NodeId;
  readonly request: number;
  readonly entry: BullyEntry;
}

export type BullyOutput =
  | { readonly kind: 'role'; readonly role: BullyRole['kind']; readonly leader: NodeId | undefined }
  /** Durable on as many nodes as the options ask for. A proposal that gets no output is undecided. */
  | { readonly kind: 'accepted'; readonly request: number; readonly entry: BullyEntry }
  /** Nobody is known to lead: without effect, unless the network doubled the way to a leader that took it before. */
  | { readonly kind: 'refused'; readonly request: number }
  /** Durable here, each after all that it depends on. */
  | { readonly kind: 'stored'; readonly entries: readonly BullyEntry[] };

/** `patience` limits what a role waits for: the leader, an answer, an announcement. */
export type BullyTimer = 'heartbeat' | 'patience';

export interface BullyState {
  readonly node: NodeId;
  readonly options: BullyOptions;
  readonly role: BullyRole;
  readonly time: LamportTime;
  readonly log: CausalLog<BullyEntry>;
  readonly nextTicket: number;
}

export interface BullyTypes {
  state: BullyState;
  message: BullyMessage;
  command: BullyCommand;
  output: BullyOutput;
  /** None: elections promise nothing. */
  register: null;
  record: BullyEntry;
  timer: BullyTimer;
}
