/**
 * Log agreement, what consensus promises of a replicated log (Ongaro and Ousterhout, "In Search of an Understandable
 * Consensus Algorithm", 2014, state machine safety): no two nodes hold different entries at one position, no entry stands
 * at two, and what was acknowledged is there, in the order in which clients could see it done.
 */
import { cannotTell, conclude, count } from '../findings/findings.ts';
import type { CheckResult } from '../history/operation.ts';

/** An entry in the log of a node. What a node has compacted away is not told. */
export interface Placement {
  readonly node: string;
  readonly position: number;
  /** Tells entries apart: of each appended thing its own. */
  readonly entry: string;
}

/** An entry of which a client was told that it is in the log. */
export interface Acknowledgement {
  readonly entry: string;
  /** Where the answer says that it stands; absent where it says nothing. */
  readonly position?: number | undefined;
  /** When the client asked, and when it was answered. */
  readonly invokedUs: number;
  readonly completedUs: number;
}

/** How many nodes must hold what was acknowledged: all once they have caught up, a majority at any time. */
type Holders = 'all' | 'majority';

/**
 * @param name of the check, as the report shows it.
 * @param nodes everyone whose log was looked at, those with an empty one too. Undefined where only the placements tell of
 * nodes: others may have held nothing, so that no acknowledgement can be shown to be kept, only to be lost.
 */
export function checkLogAgreement(
  name: string,
  placements: readonly Placement[],
  acknowledged: readonly Acknowledgement[],
  nodes: readonly string[] | undefined,
  holders: Holders,
): CheckResult {
  const all = new Set([...(nodes ?? []), ...placements.map(({ node }) => node)]).size;
  if (all === 0) return cannotTell(name, 'there is no log of any node to compare');
  const byEntry = Map.groupBy(placements, ({ entry }) => entry);
  const violations = [
    ...differences(placements),
    ...repetitions(byEntry),
    ...losses(acknowledged, byEntry, holders === 'all' ? all : Math.floor(all / 2) + 1, all),
    ...reorderings(acknowledged, byEntry),
  ];
  if (violations.length === 0) {
    if (all < 2) return cannotTell(name, 'there are no logs of two nodes to compare');
    if (byEntry.size === 0) return cannotTell(name, 'the logs are empty, and nothing was acknowledged');
    if (nodes === undefined && acknowledged.length > 0) {
      return cannotTell(name, 'it is not told which nodes there are: others may not hold what was acknowledged');
    }
  }
  const entries = byEntry.size === 1 ? '1 entry' : `${byEntry.size} entries`;
  const summary = `the logs of ${count(all, 'node')}, ${entries}, were compared with ${count(acknowledged.length, 'acknowledgement')}`;
  return conclude(name, summary, violations);
}

function differences(placements: readonly Placement[]): string[] {
  const first = new Map<number, Placement>();
  const violations: string[] = [];
  for (const placement of placements) {
    const { position, entry, node } = placement;
    const other = first.get(position);
    if (other === undefined) first.set(position, placement);
    else if (other.entry !== entry) {
      violations.push(`at ${position} ${other.node} holds ${other.entry} and ${node} holds ${entry}`);
    }
  }
  return violations;
}

function repetitions(byEntry: ReadonlyMap<string, readonly Placement[]>): string[] {
  return [...byEntry].flatMap(([entry, placements]) => {
    const positions = [...new Set(placements.map(({ position }) => position))].sort((left, right) => left - right);
    return positions.length === 1 ? [] : [`${entry} stands at ${positions.join(' and at ')}`];
  });
}

function losses(
  acknowledged: readonly Acknowledgement[],
  byEntry: ReadonlyMap<string, readonly Placement[]>,
  needed: number,
  all: number,
): string[] {
  return acknowledged.flatMap(({ entry, position }) => {
    const placements = byEntry.get(entry) ?? [];
    const held = new Set(placements.map(({ node }) => node)).size;
    if (held < needed) return [`${entry} was acknowledged, and ${held} of ${all} nodes hold it: ${needed} must`];
    const found = placements[0]?.position;
    if (position === undefined || position === found) return [];
    return [`${entry} was acknowledged at ${position}, and stands at ${found}`];
  });
}

/** Where an entry was asked for after another was acknowledged, and stands before it. */
function reorderings(
  acknowledged: readonly Acknowledgement[],
  byEntry: ReadonlyMap<string, readonly Placement[]>,
): string[] {
  const placed = acknowledged.flatMap((acknowledgement) => {
    const position = byEntry.get(acknowledgement.entry)?.[0]?.position;
    return position === undefined ? [] : [{ ...acknowledgement, position }];
  });
  placed.sort((left, right) => left.position - right.position);
  const violations: string[] = [];
  let latest: (typeof placed)[number] | undefined;
  for (const current of placed) {
    if (latest !== undefined && latest.position < current.position && current.completedUs < latest.invokedUs) {
      violations.push(
        `${latest.entry} stands at ${latest.position}, before ${current.entry} at ${current.position}, which was acknowledged before ${latest.entry} was asked for`,
      );
    }
    if (latest === undefined || current.invokedUs > latest.invokedUs) latest = current;
  }
  return violations;
}
