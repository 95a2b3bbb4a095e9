/** Standing for election, and voting (§5.2, §5.4.1; thesis §4.2.3 and §9.6). */
import type { NodeId } from '../port/protocol.ts';
import { becomeLeader } from './leading.ts';
import { isMajority, mayStand } from './membership.ts';
import { becomeFollower } from './stepping-down.ts';
import type { Turn } from './turn.ts';
import { awaitElection, change, early, persist, reply } from './turn.ts';
import type { RaftMessage } from './types.ts';

type VoteRequest = Extract<RaftMessage, { kind: 'pre-vote-request' | 'vote-request' }>;
type VoteReply = Extract<RaftMessage, { granted: boolean }>;

/**
 * The election timer ran out. Where the leader was heard all the same, the order to set the timer anew still waits behind
 * a slow write of this node: it waits on.
 */
export function electionTimedOut(turn: Turn): void {
  const { role, options } = turn.state;
  if (role.kind === 'leader' || role.kind === 'repairing') return;
  if (hearsLeader(turn)) awaitElection(turn);
  else if (!mayStand(turn.state)) becomeFollower(turn, turn.state.term, undefined);
  else if (options.preVote) standForPreVote(turn);
  else standForElection(turn, false);
}

/**
 * The connection to a node broke. Where that is the leader, its followers stand sooner than their timers say, one after the
 * other by their ids, so that candidates do not meet (§9.3 of the paper measures how much that costs). Pre-vote keeps a
 * leader in office that others still hear. Lease reads rest on followers that wait, so with them the hint is not taken.
 */
export function suspect(turn: Turn, node: NodeId): void {
  const { role, leader, membership, options } = turn.state;
  if (role.kind !== 'follower' || leader !== node || !options.preVote || options.leaseReads !== false) return;
  change(turn, { leaderHeardUs: Number.NEGATIVE_INFINITY });
  const before = membership.voters.filter((voter) => voter !== node && voter < turn.state.node).length;
  // The first waits a moment too: the others are to learn of it before they are asked.
  standIn(turn, Math.round(options.electionTimeoutUs.low * (0.1 + before)));
}

/** Whether it waits for its place among those that lost their connection to the leader. */
function isInTurn({ state }: Turn): boolean {
  const { role, leader, leaderHeardUs } = state;
  return role.kind === 'follower' && leader !== undefined && leaderHeardUs === Number.NEGATIVE_INFINITY;
}

function standIn(turn: Turn, delayUs: number): void {
  early(turn, { kind: 'set-timer', timer: 'election', lowUs: delayUs, highUs: delayUs });
}

/** Whether this node would say no to others because there is a leader (thesis §4.2.3). */
export function hearsLeader({ state, atUs }: Turn): boolean {
  return state.role.kind === 'leader' || atUs - state.leaderHeardUs < state.options.electionTimeoutUs.low;
}

/** Asks who would vote for it, without raising the term (thesis §9.6). */
function standForPreVote(turn: Turn): void {
  const { node, term, membership, log, role } = turn.state;
  const round = role.kind === 'pre-candidate' ? Math.max(role.round + 1, turn.atUs) : turn.atUs;
  change(turn, { role: { kind: 'pre-candidate', granted: [node], round }, leader: undefined });
  awaitElection(turn);
  if (isMajority(membership, [node])) {
    standForElection(turn, false);
    return;
  }
  for (const voter of membership.voters) {
    if (voter === node) continue;
    const { lastIndex, lastTerm } = log;
    reply(turn, voter, { kind: 'pre-vote-request', term: term + 1, lastIndex, lastTerm, round });
  }
}

/** Raises the term and asks for votes (§5.2). @param transfer true where the leader asked for it (thesis §3.10). */
export function standForElection(turn: Turn, transfer: boolean): void {
  const { node, membership, log } = turn.state;
  const term = turn.state.term + 1;
  turn.isRegisterChanged = true;
  const voteTicket = turn.state.nextTicket;
  change(turn, { term, votedFor: node, role: { kind: 'candidate', granted: [], voteTicket }, leader: undefined });
  awaitElection(turn);
  persist(turn);
  for (const voter of membership.voters) {
    if (voter === node) continue;
    const { lastIndex, lastTerm } = log;
    reply(turn, voter, { kind: 'vote-request', term, lastIndex, lastTerm, transfer });
  }
}

/**
 * Votes once a term, for a log that is at least as up to date as its own (§5.4.1), and never in repair: its log may have
 * held what the candidate lacks.
 */
export function takeVoteRequest(turn: Turn, from: NodeId, message: VoteRequest): void {
  const { term, votedFor, repairing, leader } = turn.state;
  const isWilling = !repairing && isUpToDate(turn, message);
  if (message.kind === 'pre-vote-request') {
    const granted = isWilling && message.term > term && !hearsLeader(turn);
    if (isInTurn(turn)) {
      // Leave it to this one, or step in for one whose log will not do.
      if (granted) awaitElection(turn);
      else if (mayStand(turn.state)) standIn(turn, 0);
    }
    reply(turn, from, { kind: 'pre-vote-reply', term: granted ? message.term : term, granted, round: message.round });
    return;
  }
  const isFree = votedFor === from || (votedFor === null && leader === undefined);
  const granted = isWilling && isFree && message.term === term;
  if (granted) {
    turn.isRegisterChanged ||= votedFor !== from;
    change(turn, { votedFor: from });
    awaitElection(turn);
  }
  reply(turn, from, { kind: 'vote-reply', term, granted });
}

/** A pre-vote is granted for the term after this one, a vote in this one. */
export function takeVoteReply(turn: Turn, from: NodeId, message: VoteReply): void {
  const { role } = turn.state;
  const { kind, term } = message;
  if (!message.granted) return;
  if (kind === 'vote-reply' && term === turn.state.term) countVote(turn, from);
  if (kind === 'pre-vote-reply' && term === turn.state.term + 1 && role.kind === 'pre-candidate') {
    if (message.round !== role.round) return;
    const votes = [...role.granted.filter((voter) => voter !== from), from];
    change(turn, { role: { ...role, granted: votes } });
    if (isMajority(turn.state.membership, votes)) standForElection(turn, false);
  }
}

/** The write of this ticket is durable: a candidate's vote for itself may be in it. */
export function countOwnVote(turn: Turn, ticket: number): void {
  const { node, role } = turn.state;
  if (role.kind === 'candidate' && role.voteTicket === ticket) countVote(turn, node);
}

function countVote(turn: Turn, from: NodeId): void {
  const { role } = turn.state;
  if (role.kind !== 'candidate') return;
  const votes = [...role.granted.filter((voter) => voter !== from), from];
  change(turn, { role: { ...role, granted: votes } });
  if (isMajority(turn.state.membership, votes)) becomeLeader(turn);
}

/** The last entry of a later term wins; of the same term, the longer log (§5.4.1). */
function isUpToDate(turn: Turn, { lastIndex, lastTerm }: VoteRequest): boolean {
  const { log } = turn.state;
  return lastTerm > log.lastTerm || (lastTerm === log.lastTerm && lastIndex >= log.lastIndex);
}
