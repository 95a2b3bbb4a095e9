/** Membership changes, one server at a time (thesis §4.1, §4.2). */
import { newProgress } from './leading.ts';
import { changed, isChangePending } from './membership.ts';
import { hasCommittedInTerm } from './reads.ts';
import { sendAppendsToAll } from './sending.ts';
import type { Turn } from './turn.ts';
import { appendEntries, changeLeader, early, leaderRole, othersOf, refuse } from './turn.ts';
import type { Membership, MembershipChange, RefusalReason } from './types.ts';

/** Appends the membership after a change; it is in force at once. */
export function changeMembership(turn: Turn, request: number, wanted: MembershipChange): void {
  const membership = changed(turn.state.membership, wanted);
  const reason = reasonAgainst(turn, wanted, membership);
  if (reason !== undefined || membership === undefined) {
    refuse(turn, request, reason ?? 'change-impossible');
    return;
  }
  const { term, log } = turn.state;
  const index = log.lastIndex + 1;
  appendEntries(turn, [{ kind: 'membership', index, term, membership }]);
  const known = new Map(leaderRole(turn)?.followers.map((progress) => [progress.node, progress]));
  changeLeader(turn, {
    followers: othersOf(turn.state).map((node) => known.get(node) ?? newProgress(node, index, turn.atUs)),
  });
  sendAppendsToAll(turn);
  early(turn, { kind: 'output', output: { kind: 'appended', request, index, term } });
}

function reasonAgainst(
  turn: Turn,
  wanted: MembershipChange,
  membership: Membership | undefined,
): RefusalReason | undefined {
  const leader = leaderRole(turn);
  if (leader === undefined) return 'not-leader';
  if (leader.transfer !== undefined) return 'transferring';
  if (!turn.rules.mayChangeMembership(isChangePending(turn.state), hasCommittedInTerm(turn.state))) {
    return 'change-in-progress';
  }
  if (membership === undefined || (wanted.kind === 'promote' && !hasCaughtUp(turn, wanted.node))) {
    return 'change-impossible';
  }
  return undefined;
}

/** A new voter that lacks entries would make committing wait for it (thesis §4.2.1). */
function hasCaughtUp(turn: Turn, node: number): boolean {
  const progress = leaderRole(turn)?.followers.find((follower) => follower.node === node);
  return progress !== undefined && progress.repair === undefined && progress.match >= turn.state.commitIndex;
}
