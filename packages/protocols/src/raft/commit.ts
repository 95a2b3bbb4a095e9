/** When entries are committed, and telling so (§5.3, §5.4.2). */
import { isChangePending, reachedByMajority } from './membership.ts';
import { answerReads } from './reads.ts';
import { becomeFollower } from './stepping-down.ts';
import type { Turn } from './turn.ts';
import { change, leaderRole, tell } from './turn.ts';

/**
 * Commits what a majority of the voters holds durably: the leader's own copy counts when its disk has it, not before
 * (thesis §10.2.1), that of a node in repair not at all. A leader that is no member any more steps down when its removal
 * is committed (thesis §4.2.2).
 */
export function advanceCommit(turn: Turn): void {
  const leader = leaderRole(turn);
  if (leader === undefined) return;
  const { node, term, membership, log, durableIndex, commitIndex } = turn.state;
  const index = reachedByMajority(membership, (voter) => {
    if (voter === node) return durableIndex;
    const follower = leader.followers.find((other) => other.node === voter);
    return follower === undefined || follower.repair !== undefined ? 0 : follower.match;
  });
  const entryTerm = log.termAt(index);
  if (index <= commitIndex || entryTerm === undefined) return;
  if (!turn.rules.mayCommitByCounting(entryTerm, term)) return;
  commitTo(turn, index);
  answerReads(turn);
  if (!membership.voters.includes(node) && !isChangePending(turn.state)) becomeFollower(turn, term, undefined);
}

/** Puts out what is committed now and was not before. */
export function commitTo(turn: Turn, index: number): void {
  const { log, commitIndex } = turn.state;
  const last = Math.min(index, log.lastIndex);
  if (last <= commitIndex) return;
  const entries = log.slice(commitIndex + 1, last, Number.POSITIVE_INFINITY);
  change(turn, { commitIndex: last });
  tell(turn, { kind: 'committed', entries });
}
