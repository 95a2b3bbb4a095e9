/** Becoming a follower: by a higher term, by a leader of the own term, or because a leader has no majority (§5.1). */
import type { NodeId } from '../port/protocol.ts';
import type { Turn } from './turn.ts';
import { awaitElection, change, early, leaderRole, refuse, tell } from './turn.ts';

/**
 * A follower of `leader` in `term`, or a node in repair that takes what this leader sends. A leader that steps down
 * refuses what had no effect: its reads. Proposals in its log stay undecided: a later leader may commit them.
 */
export function becomeFollower(turn: Turn, term: number, leader: NodeId | undefined): void {
  const led = leaderRole(turn);
  if (term > turn.state.term) {
    turn.isRegisterChanged = true;
    change(turn, { term, votedFor: null });
  }
  if (turn.state.leader !== leader || turn.state.role.kind !== 'follower') {
    change(turn, { leader, role: { kind: turn.state.repairing ? 'repairing' : 'follower' } });
  }
  if (led === undefined) return;
  early(turn, { kind: 'cancel-timer', timer: 'heartbeat' });
  awaitElection(turn);
  for (const read of led.reads) refuse(turn, read.request, 'not-leader');
  if (led.transfer === undefined) return;
  early(turn, { kind: 'cancel-timer', timer: 'transfer' });
  if (led.transfer.isAsked) change(turn, { handedOver: { request: led.transfer.request, to: led.transfer.to } });
  else refuse(turn, led.transfer.request, 'transfer-failed');
}

/** Takes a message of the leader of this term as a sign of life, and tells who asked for the hand-over to it. */
export function followLeader(turn: Turn, leader: NodeId): void {
  const { role } = turn.state;
  if (turn.state.leader !== leader || (role.kind !== 'follower' && role.kind !== 'repairing')) {
    becomeFollower(turn, turn.state.term, leader);
  }
  change(turn, { leaderHeardUs: turn.atUs });
  if (!turn.state.repairing) awaitElection(turn);
  const { handedOver } = turn.state;
  if (handedOver === undefined) return;
  change(turn, { handedOver: undefined });
  if (handedOver.to === leader) tell(turn, { kind: 'transferred', ...handedOver });
  else refuse(turn, handedOver.request, 'transfer-failed');
}
