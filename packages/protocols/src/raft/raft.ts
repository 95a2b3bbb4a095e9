/**
 * Raft as a pure machine (Ongaro and Ousterhout 2014; sections marked "thesis" are Ongaro's, 2014): elections with
 * pre-vote and check-quorum, replication in pipelined batches, snapshots, membership changes one server at a time,
 * leadership transfer, linearizable reads by rounds or leases, and repair of a damaged log.
 *
 * It draws from etcd-io/raft: effects are returned and never performed, followers are probed before they are sent many
 * appends at once, both sides skip whole terms at a conflict. It differs where the port does more: what a step persists
 * and what may leave before that is said by the order of its effects.
 *
 * Followers learn of a commit with the next append or heartbeat, not by a message of its own. Not implemented: joint
 * consensus, snapshots in pieces, reads at followers, and a limit on what a leader takes before it is committed.
 */
import { usageError } from '@temblor/foundation/errors/temblor-error';
import type { Protocol } from '../port/protocol.ts';
import type { RaftOptions } from './options.ts';
import type { RaftRules } from './rules.ts';
import { paperRules } from './rules.ts';
import { recoveredState } from './start.ts';
import type { RaftState, RaftTypes } from './state.ts';
import { takeInput } from './step.ts';
import type { Turn } from './turn.ts';
import { awaitElection, beginTurn, persist, tell } from './turn.ts';

/**
 * Raft for a cluster. @param rules others than the paper's only to see that a test finds them out.
 * @throws TemblorError `raft-options` where options contradict each other.
 */
export function raft(options: RaftOptions, rules: RaftRules = paperRules): Protocol<RaftTypes> {
  checkOptions(options);
  return {
    name: 'raft',
    start(node, recovered, atUs) {
      const turn = beginTurn(recoveredState(node, options, recovered, atUs), rules, atUs);
      const { role, snapshot } = turn.state;
      if (role.kind === 'repairing') turn.isRegisterChanged = true;
      if (role.kind === 'follower') awaitElection(turn);
      if (snapshot !== undefined && role.kind !== 'unusable') tell(turn, { kind: 'restore', snapshot });
      return ended(turn, undefined);
    },
    step(state, input, atUs) {
      if (state.role.kind === 'unusable') return [state, []];
      const turn = beginTurn(state, rules, atUs);
      takeInput(turn, input);
      return ended(turn, state);
    },
  };
}

/** Persists what the step changed, and tells of a new role, term or leader. */
function ended(turn: Turn, before: RaftState | undefined): readonly [RaftState, Turn['effects']] {
  persist(turn);
  const { role, term, leader } = turn.state;
  if (before?.role.kind !== role.kind || before.term !== term || before.leader !== leader) {
    tell(turn, { kind: 'role', role: role.kind, term, leader });
  }
  return [turn.state, turn.effects];
}

function checkOptions(options: RaftOptions): void {
  const { initial, electionTimeoutUs, heartbeatUs, leaseReads, checkQuorum } = options;
  const refuse = (message: string, hint: string): never => {
    throw usageError('raft-options', message, hint);
  };
  if (initial.voters.length === 0) refuse('The cluster has no voter.', 'Name at least one node as a voter.');
  for (const [name, value] of Object.entries({ ...electionTimeoutUs, heartbeatUs })) {
    if (!Number.isFinite(value) || value <= 0) {
      refuse(`The time '${name}' is ${value} µs.`, 'Give every time as a number of microseconds above 0.');
    }
  }
  for (const name of ['maximumInFlight', 'maximumEntries', 'maximumBytes'] as const) {
    if (!(options[name] >= 1)) refuse(`The bound ${name} is ${options[name]}.`, 'Let every bound be at least 1.');
  }
  if (electionTimeoutUs.low > electionTimeoutUs.high || heartbeatUs >= electionTimeoutUs.low) {
    const { low, high } = electionTimeoutUs;
    refuse(
      `Heartbeats every ${heartbeatUs} µs do not fit election time-outs from ${low} to ${high} µs.`,
      'Let several heartbeats fit into the shortest election time-out, and the shortest not pass the longest.',
    );
  }
  if (leaseReads !== false && !(checkQuorum && leaseReads.clockDriftBound >= 1)) {
    refuse(
      `Lease reads with check-quorum ${checkQuorum ? 'on' : 'off'} and a clock drift bound of ${leaseReads.clockDriftBound} are not safe.`,
      'Switch check-quorum on, and give how many times faster one clock may run than another: at least 1.',
    );
  }
}
