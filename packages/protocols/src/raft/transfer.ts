/** Handing leadership over (thesis §3.10): the leader takes no more proposals, brings the target up to date, and tells it to stand. */
import type { NodeId } from '../port/protocol.ts';
import { sendAppends } from './sending.ts';
import type { Turn } from './turn.ts';
import { changeLeader, early, leaderRole, progressOf, refuse } from './turn.ts';

/** Begins a hand-over to a voter that is whole; to the one that is furthest where none is named. */
export function transfer(turn: Turn, request: number, to: NodeId | undefined): void {
  const leader = leaderRole(turn);
  if (leader === undefined || leader.transfer !== undefined) {
    refuse(turn, request, leader === undefined ? 'not-leader' : 'transferring');
    return;
  }
  const { membership, options } = turn.state;
  const [target] = leader.followers
    .filter(({ node, repair }) => membership.voters.includes(node) && repair === undefined)
    .filter(({ node }) => to === undefined || node === to)
    .sort((one, other) => other.match - one.match);
  if (target === undefined) {
    refuse(turn, request, 'change-impossible');
    return;
  }
  const { low } = options.electionTimeoutUs;
  changeLeader(turn, { transfer: { request, to: target.node, isAsked: false } });
  early(turn, { kind: 'set-timer', timer: 'transfer', lowUs: low, highUs: low });
  sendAppends(turn, target.node);
  askToStand(turn);
}

/** Tells the target to stand as soon as it holds the whole log. */
export function askToStand(turn: Turn): void {
  const leader = leaderRole(turn);
  if (leader?.transfer === undefined || leader.transfer.isAsked) return;
  const { to } = leader.transfer;
  if ((progressOf(turn, to)?.match ?? 0) < turn.state.log.lastIndex) return;
  changeLeader(turn, { transfer: { ...leader.transfer, isAsked: true }, isLeaseGivenUp: true });
  early(turn, { kind: 'send', to, message: { kind: 'timeout-now', term: turn.state.term } });
}

/** The target did not take over in time: this node goes on leading. */
export function transferTimedOut(turn: Turn): void {
  const pending = leaderRole(turn)?.transfer;
  if (pending === undefined) return;
  changeLeader(turn, { transfer: undefined });
  refuse(turn, pending.request, 'transfer-failed');
}
