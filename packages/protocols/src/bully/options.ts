import type { NodeId } from '../port/protocol.ts';

/** How a cluster is set up; the same on every node. Times are microseconds on the node's own clock. */
export interface BullyOptions {
  readonly nodes: readonly NodeId[];
  /** So often a follower asks the leader whether it is there, and the leader says to all that it leads. */
  readonly heartbeatUs: number;
  /** A leader that has not answered for so long is taken for dead. */
  readonly silenceUs: number;
  /** So long a node waits for an answer of higher ids before it announces itself. */
  readonly answerUs: number;
  /** So long it waits for the announcement of a higher id that answered, before it asks again. */
  readonly announcementUs: number;
  /**
   * A proposal is accepted when so many nodes hold it durably, the leader among them. 1 is the plain protocol: what was
   * accepted last is lost with the leader. No number makes it safe under a partition, since a leader may be any node.
   */
  readonly copies: number;
  /** So many messages of the log one replication message holds at most. */
  readonly maximumEntries: number;
}

/** For nodes on one machine or in one data centre. */
export const defaultBullyOptions: Omit<BullyOptions, 'nodes'> = {
  heartbeatUs: 200_000,
  silenceUs: 700_000,
  answerUs: 200_000,
  announcementUs: 500_000,
  copies: 1,
  maximumEntries: 1000,
};
