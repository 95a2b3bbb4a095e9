/**
 * Counts violations of causal order in what a node shows: a message that is shown before one that it may depend on
 * (Lamport 1978, "happened before", read from vector clocks). Comparing with the newest message shown would count honest
 * reordering too: messages that do not depend on each other may be shown in any order.
 */
import { vectorEntries, vectorEntry } from '../clocks/vector-clock.ts';
import type { NodeId } from '../port/protocol.ts';
import type { CausalStamp } from './causal-delivery.ts';

/** What one node has shown. */
export interface CausalityWatch {
  /** How many messages were shown before one that they may depend on. */
  readonly violations: number;
  /** Of each sender, how many were shown without a gap, and the numbers beyond the gap. */
  readonly shown: Readonly<Record<NodeId, Shown>>;
}

interface Shown {
  readonly upTo: number;
  readonly beyond: ReadonlySet<number>;
}

/** A dependency that was not shown: the message of this number of this sender, the first of `count` missing ones. */
export interface MissingCause {
  readonly from: NodeId;
  readonly number: number;
  readonly count: number;
}

/** A node that has shown nothing. */
export const nothingShown: CausalityWatch = { violations: 0, shown: {} };

/**
 * A message is shown. One that is shown again is not judged again.
 *
 * @returns with what the message may depend on and was not shown before it: empty where all is well.
 */
export function watchShown(
  watch: CausalityWatch,
  { from, clock }: CausalStamp,
): [CausalityWatch, readonly MissingCause[]] {
  const number = vectorEntry(clock, from);
  const own = shownOf(watch, from);
  if (number <= own.upTo || own.beyond.has(number)) return [watch, []];
  const missing = vectorEntries(clock).flatMap(([sender, count]) =>
    firstMissing(shownOf(watch, sender), sender, sender === from ? count - 1 : count),
  );
  const shown = { ...watch.shown, [from]: add(own, number) };
  return [{ shown, violations: watch.violations + Math.sign(missing.length) }, missing];
}

function shownOf({ shown }: CausalityWatch, node: NodeId): Shown {
  return shown[node] ?? { upTo: 0, beyond: new Set() };
}

/** What is missing of a sender's first `count` messages. */
function firstMissing({ upTo, beyond }: Shown, from: NodeId, count: number): MissingCause[] {
  const missing = count - upTo - [...beyond].filter((number) => number <= count).length;
  return missing > 0 ? [{ from, number: upTo + 1, count: missing }] : [];
}

function add({ upTo, beyond }: Shown, number: number): Shown {
  const numbers = new Set(beyond).add(number);
  let next = upTo;
  while (numbers.delete(next + 1)) next += 1;
  return { upTo: next, beyond: numbers };
}
