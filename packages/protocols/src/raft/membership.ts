/** Who takes part, and who is a majority of them (thesis §4.1: one server at a time). */
import type { NodeId } from '../port/protocol.ts';
import type { Configuration, RaftState } from './state.ts';
import type { Membership, MembershipChange, RaftEntry } from './types.ts';

/** Voters and learners. */
export function membersOf(membership: Membership): readonly NodeId[] {
  return membership.learners.length === 0 ? membership.voters : [...membership.voters, ...membership.learners];
}

/** Whether these nodes are a majority of the voters; those that are no voters do not count. */
export function isMajority(membership: Membership, nodes: readonly NodeId[]): boolean {
  let count = 0;
  for (const voter of membership.voters) if (nodes.includes(voter)) count += 1;
  return count > membership.voters.length / 2;
}

/** The highest value that a majority of the voters has reached, by what each has reached. */
export function reachedByMajority(membership: Membership, reached: (voter: NodeId) => number): number {
  const values = membership.voters.map(reached).sort((one, other) => other - one);
  return values[Math.floor(values.length / 2)] ?? 0;
}

/**
 * Whether a node may stand for election: a voter, or one whose removal is not known to be committed: it may be the only
 * one that holds what is needed to commit it (thesis §4.2.2).
 */
export function mayStand(state: RaftState): boolean {
  if (state.membership.voters.includes(state.node)) return true;
  const latest = state.configurations.at(-1);
  const previous = state.configurations.at(-2);
  if (latest === undefined || latest.index <= state.commitIndex) return false;
  return previous?.membership.voters.includes(state.node) ?? false;
}

/** Whether a membership in the log is not known to be committed. */
export function isChangePending(state: RaftState): boolean {
  return (state.configurations.at(-1)?.index ?? 0) > state.commitIndex;
}

/** With the memberships that these entries bring; they are in force from the moment they are in the log (thesis §4.1). */
export function withEntries(
  configurations: readonly Configuration[],
  entries: readonly RaftEntry[],
): readonly Configuration[] {
  const added = entries.filter((entry) => entry.kind === 'membership');
  if (added.length === 0) return configurations;
  return [...configurations, ...added.map(({ index, membership }) => ({ index, membership }))];
}

/** Without those from `index` on; the one of the snapshot always stays. */
export function withoutFrom(configurations: readonly Configuration[], index: number): readonly Configuration[] {
  const last = configurations.at(-1);
  if (last === undefined || last.index < index) return configurations;
  return configurations.filter((configuration, position) => position === 0 || configuration.index < index);
}

/** The one in force at `index`, and those after it: what is kept when a snapshot is made there. */
export function keptAfterSnapshot(configurations: readonly Configuration[], index: number): readonly Configuration[] {
  const at = configurations.findLastIndex((configuration) => configuration.index <= index);
  return configurations.slice(Math.max(0, at));
}

/** The membership after a change; undefined where it would change nothing, or leave no voter. */
export function changed({ voters, learners }: Membership, change: MembershipChange): Membership | undefined {
  const { node } = change;
  const isVoter = voters.includes(node);
  const isLearner = learners.includes(node);
  switch (change.kind) {
    case 'add-learner':
      return isVoter || isLearner ? undefined : { voters, learners: [...learners, node] };
    case 'promote':
      return isLearner ? { voters: [...voters, node], learners: without(learners, node) } : undefined;
    case 'remove':
      if (isVoter && voters.length === 1) return undefined;
      return isVoter || isLearner ? { voters: without(voters, node), learners: without(learners, node) } : undefined;
    default:
      return change satisfies never;
  }
}

function without(nodes: readonly NodeId[], node: NodeId): readonly NodeId[] {
  return nodes.filter((other) => other !== node);
}
