import type { VirtualTime } from '@temblor/simulator/crash-points/virtual-time';
import type { Stores } from './stores.ts';

export interface HoldWatchOptions {
  readonly time: VirtualTime;
  readonly stores: Stores;
  readonly holdLeaseMs: number;
  /** Told once of each. */
  readonly onOverdue: (text: string) => void;
}

const lookEveryMs = 500;
/** By so much a hold may outlast its lease: both instances of inventory may be paused, one after the other. */
const patienceMs = 13_000;

/** Sees that no seat is held for long after the lease of its hold, whatever became of its saga. */
export function watchHolds({ time, stores, holdLeaseMs, onOverdue }: HoldWatchOptions): void {
  const heldSinceMs = new Map<string, number>();
  const told = new Set<string>();
  const look = () => {
    const held = stores.inventory.list('holds', { equal: { state: 'held' }, limit: Number.POSITIVE_INFINITY });
    for (const { reservation_id: id } of held) {
      const sinceMs = heldSinceMs.get(id) ?? time.nowMs;
      heldSinceMs.set(id, sinceMs);
      if (time.nowMs - sinceMs > holdLeaseMs + patienceMs && !told.has(id)) {
        told.add(id);
        onOverdue(`the seats of ${id} are held long after the lease of their hold, ${holdLeaseMs / 1000} s, has ended`);
      }
    }
    time.after(lookEveryMs, look, 'background');
  };
  time.after(lookEveryMs, look, 'background');
}
