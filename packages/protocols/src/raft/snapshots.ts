/** Snapshots in place of the log's beginning (§7; thesis §5). */
import type { NodeId } from '../port/protocol.ts';
import { commitTo } from './commit.ts';
import { answer } from './following.ts';
import { emptyLog } from './log.ts';
import { keptAfterSnapshot } from './membership.ts';
import { followLeader } from './stepping-down.ts';
import type { Turn } from './turn.ts';
import { change, setConfigurations, tell } from './turn.ts';
import type { RaftMessage } from './types.ts';

/** The state machine's snapshot takes the place of the entries up to it; one that is not newer, or not of what is committed, is ignored. */
export function compact(turn: Turn, index: number, data: string): void {
  const { log, commitIndex, configurations } = turn.state;
  const term = log.termAt(index);
  if (index <= log.snapshotIndex || index > commitIndex || term === undefined) return;
  const kept = keptAfterSnapshot(configurations, index);
  const membership = kept[0]?.membership ?? turn.state.membership;
  change(turn, {
    snapshot: { index, term, membership, data },
    log: log.compact({ index, term }, turn.rules.firstKept(index)),
    configurations: kept,
  });
  turn.isRewritten = true;
}

/** Takes a snapshot of this term's leader in place of a log that ends before it or contradicts it. */
export function takeSnapshot(
  turn: Turn,
  from: NodeId,
  { snapshot, round }: Extract<RaftMessage, { kind: 'install-snapshot' }>,
): void {
  followLeader(turn, from);
  const { log, commitIndex } = turn.state;
  const { index, term } = snapshot;
  if (log.termAt(index) === term) {
    commitTo(turn, index);
  } else if (index > commitIndex) {
    change(turn, { snapshot, log: emptyLog(snapshot), commitIndex: index });
    setConfigurations(turn, [{ index, membership: snapshot.membership }]);
    turn.isRewritten = true;
    tell(turn, { kind: 'restore', snapshot });
  }
  answer(turn, from, round, { kind: 'matched', index });
}
