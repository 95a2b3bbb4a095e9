/** A message of the log, as every node holds it. */
export interface Message {
  /** Its place in the log, from 1. In raft mode no two messages ever have the same; a change of leader repeats none. */
  readonly id: number;
  readonly content: string;
  /** Of the leader that ordered it; in raft mode it grows with the id. */
  readonly lamportTimestamp: number;
  /** The node whose client it came from. */
  readonly nodeId: number;
  /** Seconds since 1970, on the clock of that node: for people, never for order. */
  readonly physicalTimestamp: number;
  /** The leader's term (raft) or the number of its announcement (bully). */
  readonly term: number;
}

/** The longest content, in bytes of UTF-8. */
export const longestContentBytes = 1_048_576;
