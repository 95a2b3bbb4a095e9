/** What a node is when it starts, by what its disk holds. */
import type { NodeId, Recovered } from '../port/protocol.ts';
import type { RaftLog } from './log.ts';
import { emptyLog } from './log.ts';
import { withEntries } from './membership.ts';
import type { RaftOptions } from './options.ts';
import type { RaftState, RaftTypes } from './state.ts';
import type { RaftRecord, RaftRegister, RaftSnapshot } from './types.ts';

/** A log as its records have it. */
interface Replayed {
  readonly log: RaftLog;
  readonly snapshot: RaftSnapshot | undefined;
  /** False where a record does not go on from the ones before it: something between them is gone. */
  readonly isWhole: boolean;
}

/**
 * The state of a node that starts. It is in repair where records that were durable may be gone: the log is damaged, or an
 * earlier repair is not over. A torn log is whole: what is missing was never acknowledged. A node whose register is lost
 * may have voted for anyone: it is unusable.
 */
export function recoveredState(
  node: NodeId,
  options: RaftOptions,
  recovered: Recovered<RaftTypes>,
  atUs: number,
): RaftState {
  const { register } = recovered;
  const known: RaftRegister =
    register.kind === 'read' ? register.value : { term: 0, votedFor: null, repairing: false, repairs: 0 };
  const { log, snapshot, isWhole } = replay(recovered.records);
  const isDamaged = recovered.log === 'damaged' || !isWhole;
  // The port makes a register durable before the records that come with it, and no record comes before the first register.
  const isLost = register.kind === 'lost' || (register.kind === 'absent' && recovered.records.length > 0);
  const repairing = isDamaged || known.repairing;
  const first = { index: snapshot?.index ?? 0, membership: snapshot?.membership ?? options.initial };
  const configurations = withEntries([first], log.all());
  // By the port the register comes first; an entry of a later term is one more word for that term all the same.
  const isBehind = log.lastTerm > known.term;
  const restarted: RaftState['role'] = { kind: repairing ? 'repairing' : 'follower' };
  return {
    node,
    options,
    term: isBehind ? log.lastTerm : known.term,
    votedFor: isBehind ? null : known.votedFor,
    log,
    commitIndex: log.snapshotIndex,
    membership: configurations.at(-1)?.membership ?? options.initial,
    role: isLost ? { kind: 'unusable' } : restarted,
    leader: undefined,
    // A leader may hold a lease by a promise of this node's earlier life (thesis §6.4.1).
    leaderHeardUs: options.leaseReads === false ? Number.NEGATIVE_INFINITY : atUs,
    configurations,
    snapshot,
    repairing,
    repairs: known.repairs + (isDamaged ? 1 : 0),
    durableIndex: log.lastIndex,
    writing: [],
    nextTicket: 1,
    handedOver: undefined,
  };
}

function replay(records: readonly RaftRecord[]): Replayed {
  let log = emptyLog({ index: 0, term: 0 });
  let snapshot: RaftSnapshot | undefined;
  for (const record of records) {
    if (record.kind === 'snapshot') {
      snapshot = record.snapshot;
      log = emptyLog(snapshot);
    } else {
      const first = record.entries[0]?.index ?? log.lastIndex + 1;
      if (first > log.lastIndex + 1 || first <= log.snapshotIndex) return { log, snapshot, isWhole: false };
      log = log.truncateFrom(first).append(record.entries);
    }
  }
  return { log, snapshot, isWhole: true };
}
