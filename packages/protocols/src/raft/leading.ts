/** Becoming the leader and being it: the first entry, proposals, heartbeats, and stepping down without a majority. */
import type { NodeId } from '../port/protocol.ts';
import { isMajority } from './membership.ts';
import { sendAppendsToAll, sendHeartbeat } from './sending.ts';
import type { Progress } from './state.ts';
import { becomeFollower } from './stepping-down.ts';
import type { Turn } from './turn.ts';
import { appendEntries, change, changeLeader, early, leaderRole, othersOf, refuse } from './turn.ts';
import type { RaftCommand, RaftEntry } from './types.ts';

type Proposals = Extract<RaftCommand, { kind: 'propose' }>['proposals'];

/** Won an election. An entry of its own term lets it commit what earlier leaders left (§5.4.2, §8). */
export function becomeLeader(turn: Turn): void {
  const { node, log, term, handedOver } = turn.state;
  const followers = othersOf(turn.state).map((other) => newProgress(other, log.lastIndex + 1, turn.atUs));
  change(turn, {
    leader: node,
    role: { kind: 'leader', followers, round: turn.atUs, reads: [], transfer: undefined, isLeaseGivenUp: false },
    handedOver: undefined,
  });
  if (handedOver !== undefined) refuse(turn, handedOver.request, 'transfer-failed');
  early(turn, { kind: 'cancel-timer', timer: 'election' });
  awaitHeartbeat(turn);
  appendEntries(turn, [{ kind: 'no-op', index: log.lastIndex + 1, term }]);
  sendAppendsToAll(turn);
}

/** A follower of which nothing is known yet but that it takes part: it is given an election time-out to be heard. */
export function newProgress(node: NodeId, next: number, atUs: number): Progress {
  const flow = { kind: 'probe', isAsked: false } as const;
  const sentUs = Number.NEGATIVE_INFINITY;
  return { node, match: 0, matchRound: 0, next, flow, heardUs: atUs, sentUs, round: -1, repair: undefined };
}

/** Adds entries to the leader's log and sends them: its own disk writes while its followers' do (thesis §10.2.1). */
export function propose(turn: Turn, proposals: Proposals): void {
  const leader = leaderRole(turn);
  if (leader === undefined || leader.transfer !== undefined) {
    const reason = leader === undefined ? 'not-leader' : 'transferring';
    for (const { request } of proposals) refuse(turn, request, reason);
    return;
  }
  const { term, log } = turn.state;
  const first = log.lastIndex + 1;
  const entries: RaftEntry[] = proposals.map(({ data }, place) => ({ kind: 'data', index: first + place, term, data }));
  appendEntries(turn, entries);
  sendAppendsToAll(turn);
  for (const [place, { request }] of proposals.entries()) {
    early(turn, { kind: 'output', output: { kind: 'appended', request, index: first + place, term } });
  }
}

/** The heartbeat timer ran out. A follower that was sent something a moment ago needs no heartbeat. */
export function heartbeat(turn: Turn): void {
  const leader = leaderRole(turn);
  if (leader === undefined) return;
  if (turn.state.options.checkQuorum && !hearsMajority(turn)) {
    becomeFollower(turn, turn.state.term, undefined);
    return;
  }
  awaitHeartbeat(turn);
  changeLeader(turn, { round: Math.max(leader.round + 1, turn.atUs) });
  const recently = turn.atUs - turn.state.options.heartbeatUs / 2;
  for (const { node, sentUs } of leader.followers) if (sentUs <= recently) sendHeartbeat(turn, node);
}

/** Whether a majority was heard within the longest election time-out (§6.2 of the thesis); who is in repair does not count. */
function hearsMajority({ state, atUs }: Turn): boolean {
  if (state.role.kind !== 'leader') return false;
  const since = atUs - state.options.electionTimeoutUs.high;
  const heard = state.role.followers.filter(({ heardUs, repair }) => heardUs >= since && repair === undefined);
  return isMajority(state.membership, [state.node, ...heard.map(({ node }) => node)]);
}

function awaitHeartbeat(turn: Turn): void {
  const { heartbeatUs } = turn.state.options;
  early(turn, { kind: 'set-timer', timer: 'heartbeat', lowUs: heartbeatUs, highUs: heartbeatUs });
}
