/**
 * Hybrid logical clocks (Kulkarni, Demirbas, Madappa, Avva and Leone 2014, "Logical physical clocks and consistent
 * snapshots in globally distributed databases", figure 5): a logical clock that stays near physical time. It fulfils
 * Lamport's clock condition, and no time is further ahead of the node's physical clock than the physical clocks of the
 * nodes are apart (theorem 2).
 *
 * That bound holds only as long as every clock is sound: one that runs a year ahead would draw all others with it. So a
 * time from too far ahead is refused, as CockroachDB does with its maximum offset.
 */

/** A time; `{ l: 0, c: 0 }` before the first event. The letters are the paper's. */
export interface HybridTime {
  /** The highest physical time heard of, in microseconds of the wall clock. */
  readonly l: number;
  /** Counts events that share one `l`. */
  readonly c: number;
}

/** `too-far-ahead`: the clock is as it was, and the message is to be refused. */
export type HybridReceipt =
  | { readonly kind: 'received'; readonly time: HybridTime }
  | { readonly kind: 'too-far-ahead'; readonly aheadUs: number };

/** The time of a local event or of sending. @param physicalUs the node's wall clock; it may stand still or go back. */
export function hybridTick(time: HybridTime, physicalUs: number): HybridTime {
  return physicalUs > time.l ? { l: physicalUs, c: 0 } : { l: time.l, c: time.c + 1 };
}

/** The time at which a message of the `remote` time is received. @param maximumAheadUs what may lie between two clocks. */
export function hybridReceive(
  time: HybridTime,
  remote: HybridTime,
  physicalUs: number,
  maximumAheadUs: number,
): HybridReceipt {
  const aheadUs = remote.l - physicalUs;
  if (aheadUs > maximumAheadUs) return { kind: 'too-far-ahead', aheadUs };
  const latest = compareHybrid(time, remote) < 0 ? remote : time;
  return { kind: 'received', time: hybridTick(latest, physicalUs) };
}

/** The order of two times, which is total up to events of different nodes at the same one: for sorting. */
export function compareHybrid(left: HybridTime, right: HybridTime): number {
  return left.l - right.l || left.c - right.c;
}
