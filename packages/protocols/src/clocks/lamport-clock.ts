/**
 * Logical clocks (Lamport 1978, "Time, clocks, and the ordering of events in a distributed system"). If one event may
 * have caused another, its time is the lower one (the clock condition); a lower time alone says nothing.
 */
import type { NodeId } from '../port/protocol.ts';

/** A time of a node; 0 before its first event. */
export type LamportTime = number;

/** The time of a node's next event, sending a message included (implementation rule IR1). */
export function lamportTick(time: LamportTime): LamportTime {
  return time + 1;
}

/** The time at which a message of the `remote` time is received (IR2); the receipt is an event of its own. */
export function lamportReceive(time: LamportTime, remote: LamportTime): LamportTime {
  return Math.max(time, remote) + 1;
}

/** An event's place in Lamport's total order. No two events share one, since times of one node differ. */
export interface LamportStamp {
  readonly time: LamportTime;
  readonly node: NodeId;
}

/** The total order "⇒": by time, then by node. For sorting: negative where the left one comes first. */
export function compareStamps(left: LamportStamp, right: LamportStamp): number {
  return left.time - right.time || left.node - right.node;
}
