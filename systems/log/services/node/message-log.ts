/**
 * What the HTTP contract and the framed protocol ask of a node, whatever its mode. `raft` and `bully` each fill it.
 */
import type { Message } from '../../model/message.ts';

export interface MessageLog {
  standing(): Standing;
  /** Aborted when who leads now does not lead any more, as far as this node knows. */
  readonly leadership: AbortSignal;
  /** Resolves when the outcome is known, or cannot be known any more. Never rejects; contents were validated before. */
  append(draft: Draft): Promise<AppendOutcome>;
  /**
   * Messages in their order `(lamport_timestamp, node_id)`, from after an id on, in pages of bounded size: a log of a
   * million messages is never in memory at once. What is yielded is stable: nothing will be put before it (raft), or as
   * this node knows it (bully).
   */
  read(range: { readonly afterId: number; readonly limit: number }): AsyncIterable<readonly Message[]>;
  /** How many messages it would yield from the beginning. */
  readonly count: number;
  readonly lamportTime: number;
  /** Hears of a Lamport time of another node, otherwise than through the log: this node's clock passes it. */
  hearTime(lamportTime: number): void;
  /** For `/metrics` and windows, since the start of the process. */
  statistics(): LogStatistics;
}

/** What a client wants appended. */
export interface Draft {
  readonly content: string;
  /** The node that the client turned to. */
  readonly nodeId: number;
  readonly physicalTimestamp: number;
  /** The Lamport time of that node when it took the message. */
  readonly lamportTime: number;
  /** The client's own name for this message: repeated, it gives the message of the first time. */
  readonly idempotencyKey?: string;
}

export type AppendOutcome =
  | {
      readonly kind: 'appended';
      readonly message: Pick<Message, 'id' | 'lamportTimestamp'>;
      readonly repeated: boolean;
    }
  /** The idempotency key was given to another content before, which is message `id`. Nothing was appended. */
  | { readonly kind: 'key-reused'; readonly id: number }
  /** This node does not lead: turn to the leader where one is known. Nothing was appended. */
  | { readonly kind: 'not-leader'; readonly leader: number | undefined }
  /** The node is too busy to take more. Nothing was appended. */
  | { readonly kind: 'busy' }
  /** Leadership was lost, or time ran out, before it was known whether a majority has it. It may appear, or not. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** Where a node stands in its cluster. */
export interface Standing {
  readonly nodeId: number;
  readonly mode: 'raft' | 'bully';
  readonly role: 'leader' | 'follower' | 'candidate' | 'repairing' | 'stopped';
  readonly leader: number | undefined;
  readonly term: number;
  /** What is wrong with it, for people; absent where nothing is. */
  readonly trouble?: string;
}

export interface LogStatistics {
  /** Messages of the log that clients brought to this node. */
  readonly messagesSent: number;
  /** Messages of the log that clients brought to other nodes. */
  readonly messagesReceived: number;
  /** Messages shown before one that they depend on. */
  readonly causalityViolations: number;
  /** The ids of the last few of them. */
  readonly latestViolations: readonly number[];
  /** Elections that ended with a leader, as seen by this node. */
  readonly leaderElections: number;
}
