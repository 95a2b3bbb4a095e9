/**
 * Acknowledged positions are in real-time order: a write that began after another had been acknowledged stands behind
 * it, and no two share a position. (The real-time part of linearizability, Herlihy and Wing 1990, for a log.)
 */

import { cannotTell, conclude } from '../findings/findings.ts';
import type { CheckResult } from '../history/operation.ts';

/** An acknowledged write. A repeated one begins with its first attempt. */
export interface AcknowledgedWrite {
  readonly id: string;
  readonly position: number;
  readonly invokedUs: number;
  /** When it was first acknowledged. */
  readonly completedUs: number;
}

/** Takes O(n log n) for n writes. */
export function checkAcknowledgedOrder(name: string, writes: readonly AcknowledgedWrite[]): CheckResult {
  if (writes.length === 0) return cannotTell(name, 'the history holds no acknowledged write');
  const violations: string[] = [];
  for (const [position, sharing] of Map.groupBy(writes, (write) => write.position)) {
    if (sharing.length > 1) violations.push(`${sharing.map(({ id }) => id).join(' and ')} share position ${position}`);
  }
  const byEnd = writes.toSorted((left, right) => left.completedUs - right.completedUs);
  let highest: AcknowledgedWrite | undefined;
  let next = 0;
  for (const write of writes.toSorted((left, right) => left.invokedUs - right.invokedUs)) {
    for (
      let earlier = byEnd[next];
      earlier !== undefined && earlier.completedUs < write.invokedUs;
      earlier = byEnd[next]
    ) {
      if (highest === undefined || earlier.position > highest.position) highest = earlier;
      next += 1;
    }
    if (highest !== undefined && highest.position > write.position) {
      violations.push(
        `${write.id} stands at ${write.position}, though it began after ${highest.id} had been acknowledged at ${highest.position}`,
      );
    }
  }
  return conclude(name, `${writes.length} acknowledged writes were put in order`, violations);
}
