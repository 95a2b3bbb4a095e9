/**
 * One step while it is taken: the state as it becomes, the effects so far, and what is still to be persisted. It lives for
 * one call of `step`; states are never changed, each change puts another in its place.
 *
 * The order of effects is decided here. `early` is for what may leave before what the step persists is durable: a leader's
 * appends, timers, refusals. `afterPersist` is for everything that tells of it: replies, requests for votes, outputs.
 */
import type { NodeId, ProtocolEffect } from '../port/protocol.ts';
import { membersOf, withEntries, withoutFrom } from './membership.ts';
import type { RaftRules } from './rules.ts';
import type { Configuration, LeaderRole, Progress, RaftState, RaftTypes } from './state.ts';
import type { RaftEntry, RaftMessage, RaftOutput, RaftRecord } from './types.ts';

export type RaftEffect = ProtocolEffect<RaftTypes>;

export interface Turn {
  state: RaftState;
  readonly rules: RaftRules;
  readonly atUs: number;
  readonly effects: RaftEffect[];
  /** Not yet asked to be persisted. `isRewritten`: the whole log, in place of `records`. */
  isRegisterChanged: boolean;
  isRewritten: boolean;
  records: RaftRecord[];
}

/** Before anything is done. */
export function beginTurn(state: RaftState, rules: RaftRules, atUs: number): Turn {
  return { state, rules, atUs, effects: [], isRegisterChanged: false, isRewritten: false, records: [] };
}

/** Puts a state with other fields in the place of this one. */
export function change(turn: Turn, fields: Partial<RaftState>): void {
  turn.state = { ...turn.state, ...fields };
}

/** What this node knows as the leader; undefined where it does not lead. */
export function leaderRole(turn: Turn): LeaderRole | undefined {
  return turn.state.role.kind === 'leader' ? turn.state.role : undefined;
}

/** Changes what a leader knows; of a node that does not lead, nothing. */
export function changeLeader(turn: Turn, fields: Partial<LeaderRole>): void {
  const role = leaderRole(turn);
  if (role !== undefined) change(turn, { role: { ...role, ...fields } });
}

/** What the leader knows of a follower; undefined of others, and where this node does not lead. */
export function progressOf(turn: Turn, node: NodeId): Progress | undefined {
  return leaderRole(turn)?.followers.find((follower) => follower.node === node);
}

/** Puts what a leader knows of a follower in place of what it knew. */
export function setProgress(turn: Turn, progress: Progress): void {
  const role = leaderRole(turn);
  if (role === undefined) return;
  const position = role.followers.findIndex((follower) => follower.node === progress.node);
  if (position >= 0) changeLeader(turn, { followers: role.followers.with(position, progress) });
}

/** Leaves before what this step persists is durable. */
export function early(turn: Turn, effect: RaftEffect): void {
  turn.effects.push(effect);
}

/** Takes its turn when what was persisted before it is durable. */
function afterPersist(turn: Turn, effect: RaftEffect): void {
  persist(turn);
  turn.effects.push(effect);
}

/** Sends what tells of the state, so not before it is durable. */
export function reply(turn: Turn, to: NodeId, message: RaftMessage): void {
  afterPersist(turn, { kind: 'send', to, message });
}

/** Tells the program around the node, not before what it tells of is durable here. */
export function tell(turn: Turn, output: RaftOutput): void {
  afterPersist(turn, { kind: 'output', output });
}

/** `request` was certainly without effect; it needs no disk to say so. */
export function refuse(turn: Turn, request: number, reason: Extract<RaftOutput, { kind: 'refused' }>['reason']): void {
  early(turn, { kind: 'output', output: { kind: 'refused', request, reason, leader: turn.state.leader } });
}

/** Sets the election timer anew, by the range of the options (§5.2). */
export function awaitElection(turn: Turn): void {
  const { low, high } = turn.state.options.electionTimeoutUs;
  early(turn, { kind: 'set-timer', timer: 'election', lowUs: low, highUs: high });
}

/** Puts entries at the end of the log, in memory and to be persisted. */
export function appendEntries(turn: Turn, entries: readonly RaftEntry[]): void {
  if (entries.length === 0) return;
  const { log, configurations } = turn.state;
  change(turn, { log: log.append(entries) });
  setConfigurations(turn, withEntries(configurations, entries));
  turn.records.push({ kind: 'entries', entries });
}

/**
 * Takes entries from `index` on away; what is persisted next takes their place.
 *
 * @throws Error where a committed entry would go: then two leaders have contradicted each other, and going on would spread it.
 */
export function truncateLog(turn: Turn, index: number): void {
  const { node, term, log, configurations, commitIndex } = turn.state;
  if (index <= commitIndex) {
    throw new Error(
      `node ${node} was told in term ${term} to cut its log from index ${index} on, though ${commitIndex} is committed`,
    );
  }
  change(turn, { log: log.truncateFrom(index) });
  setConfigurations(turn, withoutFrom(configurations, index));
}

/** Puts other memberships in force: the last is. */
export function setConfigurations(turn: Turn, configurations: readonly Configuration[]): void {
  if (configurations === turn.state.configurations) return;
  change(turn, { configurations, membership: configurations.at(-1)?.membership ?? turn.state.options.initial });
}

/** Asks for everything that the turn has changed to be made durable, as one write. */
export function persist(turn: Turn): void {
  if (!turn.isRegisterChanged && !turn.isRewritten && turn.records.length === 0) return;
  const { term, votedFor, repairing, repairs, log, nextTicket: ticket, writing } = turn.state;
  const append = turn.isRewritten ? wholeLog(turn.state) : turn.records;
  const register = turn.isRegisterChanged ? { register: { term, votedFor, repairing, repairs } } : {};
  turn.effects.push({ kind: 'persist', ticket, ...register, append, rewrite: turn.isRewritten });
  change(turn, {
    nextTicket: ticket + 1,
    writing: append.length === 0 ? writing : [...writing, { ticket, lastIndex: log.lastIndex }],
  });
  turn.isRegisterChanged = false;
  turn.isRewritten = false;
  turn.records = [];
}

function wholeLog({ snapshot, log }: RaftState): readonly RaftRecord[] {
  const entries = log.all();
  const records: RaftRecord[] = [];
  if (snapshot !== undefined) records.push({ kind: 'snapshot', snapshot });
  if (entries.length > 0) records.push({ kind: 'entries', entries });
  return records;
}

/** Every member but the node itself. */
export function othersOf({ node, membership }: RaftState): readonly NodeId[] {
  return membersOf(membership).filter((member) => member !== node);
}
