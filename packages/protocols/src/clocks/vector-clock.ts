/**
 * Vector clocks (Fidge 1988, "Timestamps in message-passing systems that preserve the partial ordering"; Mattern 1989,
 * "Virtual time and global states of distributed systems"): of two events they tell which one may have caused the other,
 * and when neither did.
 */
import type { NodeId } from '../port/protocol.ts';

/** How many events of each node are known of; a node that is not named has 0. */
export type VectorClock = Readonly<Record<NodeId, number>>;

/** What is known of one node. */
export function vectorEntry(clock: VectorClock, node: NodeId): number {
  return clock[node] ?? 0;
}

/** The clock of a node's next event. */
export function vectorTick(clock: VectorClock, node: NodeId): VectorClock {
  return { ...clock, [node]: vectorEntry(clock, node) + 1 };
}

/** All that either knows: the supremum. */
export function vectorMerge(left: VectorClock, right: VectorClock): VectorClock {
  const merged: Record<NodeId, number> = { ...left };
  for (const [node, count] of vectorEntries(right)) merged[node] = Math.max(vectorEntry(left, node), count);
  return merged;
}

/**
 * How two clocks stand to each other: `before` means that everything the left one knows the right one knows too, and
 * more; `concurrent`, that each knows something which the other does not.
 */
export function compareVectors(left: VectorClock, right: VectorClock): 'before' | 'after' | 'equal' | 'concurrent' {
  const isWithin = vectorIncludes(right, left);
  const isAround = vectorIncludes(left, right);
  if (isWithin) return isAround ? 'equal' : 'before';
  return isAround ? 'after' : 'concurrent';
}

/** Whether the one clock knows all that the other knows. */
export function vectorIncludes(clock: VectorClock, other: VectorClock): boolean {
  return vectorEntries(other).every(([node, count]) => count <= vectorEntry(clock, node));
}

/** The nodes that are named, in rising order, with what is known of each. */
export function vectorEntries(clock: VectorClock): [node: NodeId, count: number][] {
  return Object.entries(clock).map(([node, count]) => [Number(node), count]);
}
