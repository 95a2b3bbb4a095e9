/** What a node of Raft knows. Every step gives a new one; none is changed. */
import type { NodeId } from '../port/protocol.ts';
import type { RaftLog } from './log.ts';
import type { RaftOptions } from './options.ts';
import type { Membership, RaftRoleName } from './types.ts';

/** What invariants, reports and views may look at; the rest of the state is the machine's own. */
export interface RaftState {
  readonly node: NodeId;
  readonly options: RaftOptions;
  readonly term: number;
  readonly votedFor: NodeId | null;
  readonly log: RaftLog;
  /** Everything up to here is committed, as far as this node knows. */
  readonly commitIndex: number;
  /** The latest in the log, committed or not. */
  readonly membership: Membership;
  readonly role: { readonly kind: RaftRoleName };
}
