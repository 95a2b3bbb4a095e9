/**
 * Repairing a log that lost records which were durable (Alagappan et al. 2018, "Protocol-aware recovery for
 * consensus-based storage", FAST). What such a node once acknowledged may be what made an entry committed. If it voted, or
 * counted, with what is left, a majority without that entry could form. So it does neither until it holds again everything
 * that it can have acknowledged: what the leader's log held when the damage was known, confirmed to be the leader's then
 * by a majority of others. The entries themselves come by ordinary replication.
 *
 * Its term and vote stand in the register, which has two copies; where they are lost too, the node is unusable.
 */
import type { NodeId } from '../port/protocol.ts';
import { confirmedRound } from './reads.ts';
import type { Progress } from './state.ts';
import type { Turn } from './turn.ts';
import { awaitElection, change, early, leaderRole, progressOf } from './turn.ts';
import type { RaftMessage } from './types.ts';

/**
 * What the leader knows of a follower, with what a reply tells of its repair.
 * @returns undefined for a reply to be ignored: of no follower, or of the time before the damage.
 */
export function admitReply(
  turn: Turn,
  from: NodeId,
  { repairing, round }: Extract<RaftMessage, { kind: 'append-reply' }>,
): Progress | undefined {
  const progress = progressOf(turn, from);
  const leader = leaderRole(turn);
  if (progress === undefined || leader === undefined) return undefined;
  const { repair } = progress;
  if (repairing === false) {
    if (repair === undefined) return progress;
    return round > repair.afterRound ? { ...progress, repair: undefined } : undefined;
  }
  if (repair !== undefined && repairing <= repair.number) return repairing === repair.number ? progress : undefined;
  const { lastIndex } = turn.state.log;
  const flow = { kind: 'probe', isAsked: false } as const;
  const begun = { number: repairing, index: lastIndex, afterRound: leader.round };
  return { ...progress, match: 0, next: lastIndex + 1, flow, repair: begun };
}

/**
 * Whether a follower denies what it once answered: that it held the log durably up to `match`. Its disk lost what it had
 * kept without anybody's noticing: bytes were cut off its log, or its folder was emptied. Only an answer to what was sent
 * after the leader knew of the match says so; an older one may have been overtaken.
 */
export function deniesMatch(progress: Progress, { previousIndex }: { previousIndex: number }, round: number): boolean {
  return progress.repair === undefined && previousIndex <= progress.match && round > progress.matchRound;
}

/**
 * Tells a follower of the loss that it does not know of, and counts nothing of it any more. Until it hears that, it may
 * still vote; a majority of the others holds what was committed.
 */
export function sendToRepair(turn: Turn, progress: Progress): Progress {
  const { term, log } = turn.state;
  early(turn, { kind: 'send', to: progress.node, message: { kind: 'lost-records', term, index: progress.match } });
  return { ...progress, match: 0, next: log.lastIndex + 1, flow: { kind: 'probe', isAsked: false } };
}

/** The leader's word that records are gone which this node had promised to keep. */
export function takeLostRecords(turn: Turn, { index }: Extract<RaftMessage, { kind: 'lost-records' }>): void {
  const { repairing, repairs, log, role } = turn.state;
  if (repairing || role.kind !== 'follower' || log.lastIndex >= index) return;
  turn.isRegisterChanged = true;
  change(turn, { repairing: true, repairs: repairs + 1, role: { kind: 'repairing' } });
  early(turn, { kind: 'cancel-timer', timer: 'election' });
}

/** Tells a follower that it is whole again, until its replies show that it knows. */
export function endRepair(turn: Turn, node: NodeId): void {
  const progress = progressOf(turn, node);
  if (progress?.repair === undefined) return;
  const { number: repair, index, afterRound } = progress.repair;
  if (progress.match < index || confirmedRound(turn.state) <= afterRound) return;
  early(turn, { kind: 'send', to: node, message: { kind: 'repaired', term: turn.state.term, repair, index } });
}

/** The leader's word that this node's repair is over; that of an earlier repair is ignored. */
export function takeRepaired(turn: Turn, { repair, index }: Extract<RaftMessage, { kind: 'repaired' }>): void {
  const { repairing, repairs, log } = turn.state;
  if (!repairing || repair !== repairs || log.lastIndex < index) return;
  turn.isRegisterChanged = true;
  change(turn, { repairing: false, role: { kind: 'follower' } });
  awaitElection(turn);
}
