/**
 * Linearizable reads that write nothing (thesis §6.4): a leader that has committed in its term answers, from its commit
 * index on, once a majority has confirmed that it still led after the read came. With leases (§6.4.1) an earlier
 * confirmation will do, for as long as no other node can have been elected since.
 */
import { reachedByMajority } from './membership.ts';
import { beginRound } from './sending.ts';
import type { RaftState } from './state.ts';
import type { Turn } from './turn.ts';
import { changeLeader, leaderRole, refuse, tell } from './turn.ts';

/** The latest round that a majority of the voters has answered; -1 where none. Nodes in repair confirm nothing. */
export function confirmedRound({ node, membership, role }: RaftState): number {
  if (role.kind !== 'leader') return -1;
  return reachedByMajority(membership, (voter) => {
    if (voter === node) return Number.POSITIVE_INFINITY;
    const follower = role.followers.find((other) => other.node === voter);
    return follower === undefined || follower.repair !== undefined ? -1 : follower.round;
  });
}

/** Whether the leader has committed an entry of its own term: it then knows all that was committed before (§8). */
export function hasCommittedInTerm({ log, commitIndex, term }: RaftState): boolean {
  return log.termAt(commitIndex) === term;
}

/** A read came: it is answered when a majority has confirmed that this node leads, or refused. */
export function read(turn: Turn, request: number): void {
  const leader = leaderRole(turn);
  if (leader === undefined) {
    refuse(turn, request, 'not-leader');
    return;
  }
  const index = hasCommittedInTerm(turn.state) ? turn.state.commitIndex : undefined;
  if (turn.rules.mayReadUnconfirmed() || (index !== undefined && holdsLease(turn))) {
    tell(turn, { kind: 'read-ready', request, index: turn.state.commitIndex });
    return;
  }
  changeLeader(turn, { reads: [...leader.reads, { request, afterRound: leader.round, index }] });
  answerReads(turn);
}

/**
 * A follower that answered a round votes for nobody else for the shortest election time-out after it, on its own clock. A
 * round's number is when it began on the leader's.
 */
function holdsLease({ state, rules, atUs }: Turn): boolean {
  const { leaseReads, electionTimeoutUs } = state.options;
  if (leaseReads === false || state.role.kind !== 'leader' || state.role.isLeaseGivenUp) return false;
  return atUs - confirmedRound(state) < rules.leaseUs(electionTimeoutUs.low, leaseReads.clockDriftBound);
}

/** Answers the reads that are confirmed, and begins the round that the next ones wait for: one serves many reads. */
export function answerReads(turn: Turn): void {
  const leader = leaderRole(turn);
  if (leader === undefined || leader.reads.length === 0) return;
  const { commitIndex } = turn.state;
  const confirmed = hasCommittedInTerm(turn.state) ? confirmedRound(turn.state) : -1;
  const waiting = leader.reads.filter(({ afterRound }) => afterRound >= confirmed);
  if (waiting.length < leader.reads.length) {
    changeLeader(turn, { reads: waiting });
    for (const { request, afterRound, index } of leader.reads) {
      if (afterRound < confirmed) tell(turn, { kind: 'read-ready', request, index: index ?? commitIndex });
    }
  }
  if (waiting.length > 0 && waiting.every(({ afterRound }) => afterRound >= leader.round)) beginRound(turn);
}
