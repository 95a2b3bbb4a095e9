/**
 * Hybrid logical clocks (Kulkarni, Demirbas, Madappa, Avva and Leone 2014, "Logical physical clocks and consistent
 * snapshots in globally distributed databases", figure 5): a logical clock that stays near physical time. It fulfils
 * Lamport's clock condition, and no time is further ahead of the node's physical clock than the physical clocks of the
 * nodes are apart (theorem 2).
 *
 * That bound holds only as long as every clock is sound: one that runs a year ahead would draw all others with it. So a
 * time from too far ahead is refused, as CockroachDB does with its maximum offset.
 */

/** A time; both zero before the first event. The paper calls its parts *l* and *c*. */
export interface HybridTime {
  /** The highest physical time heard of, in microseconds of the wall clock. */
  readonly physicalUs: number;
  /** Counts events that share one `physicalUs`. */
  readonly counter: number;
}

/** `too-far-ahead`: the clock is as it was, and the message is to be refused. */
export type HybridReceipt =
  | { readonly kind: 'received'; readonly time: HybridTime }
  | { readonly kind: 'too-far-ahead'; readonly aheadUs: number };

/** The time of a local event or of sending. @param physicalUs the node's wall clock; it may stand still or go back. */
export function hybridTick(time: HybridTime, physicalUs: number): HybridTime {
  if (physicalUs > time.physicalUs) return { physicalUs, counter: 0 };
  return { physicalUs: time.physicalUs, counter: time.counter + 1 };
}

/** The time at which a message of the `remote` time is received. @param maximumAheadUs what may lie between two clocks. */
export function hybridReceive(
  time: HybridTime,
  remote: HybridTime,
  physicalUs: number,
  maximumAheadUs: number,
): HybridReceipt {
  const aheadUs = remote.physicalUs - physicalUs;
  if (aheadUs > maximumAheadUs) return { kind: 'too-far-ahead', aheadUs };
  const latest = compareHybrid(time, remote) < 0 ? remote : time;
  return { kind: 'received', time: hybridTick(latest, physicalUs) };
}

/** The order of two times, which is total up to events of different nodes at the same one: for sorting. */
export function compareHybrid(left: HybridTime, right: HybridTime): number {
  return left.physicalUs - right.physicalUs || left.counter - right.counter;
}
