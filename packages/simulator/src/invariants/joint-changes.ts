import type { NodeId } from '@temblor/protocols/port/protocol';
import type { RaftState } from '@temblor/protocols/raft/state';
import type { ReportViolation } from './report-violation.ts';

/**
 * Majorities before and after a change of the membership always meet, since it changes one voter at a time (Ongaro 2014,
 * §4.1): a leader never acts on a membership that is more than one voter away from one that it knows is committed. Two
 * changes at once would do that, and two leaders could then be elected by majorities that do not meet.
 */
export function checkMajoritiesMeet(after: RaftState, report: ReportViolation): void {
  const { node, commitIndex, configurations, membership } = after;
  const committed = configurations.findLast(({ index }) => index <= commitIndex)?.membership;
  if (committed === undefined || committed === membership) return;
  const changed = [
    ...membership.voters.filter((voter) => !committed.voters.includes(voter)),
    ...committed.voters.filter((voter) => !membership.voters.includes(voter)),
  ];
  if (changed.length < 2) return;
  const text = `node ${node} leads with voters ${list(membership.voters)} while ${list(committed.voters)} is what is committed: a majority of the one need not meet one of the other`;
  report('majorities-meet', text, [node], { membership: true });
}

function list(nodes: readonly NodeId[]): string {
  return nodes.join(', ');
}
