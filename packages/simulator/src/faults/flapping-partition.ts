import type { ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { ActingFault, FaultSite } from './acting-fault.ts';
import { betweenGroups } from './partition.ts';
import type { FaultOf } from './planned-fault.ts';

/** A partition that comes and goes: there for one period from the beginning on, gone for one, and so on. */
export function flappingPartition<T extends ProtocolTypes>(
  site: FaultSite<T>,
  fault: FaultOf<'flapping-partition'>,
): ActingFault {
  const { cuts } = site.network.faults;
  const cut = betweenGroups(fault.groups);
  const periodUs = Math.max(1, fault.periodUs);
  let isOver = false;
  const flap = () => {
    if (isOver) return;
    if (!cuts.delete(cut)) cuts.add(cut);
    site.queue.schedule(site.queue.nowUs + periodUs, flap);
  };
  flap();
  const end = () => {
    isOver = true;
    cuts.delete(cut);
  };
  return { hasActed: () => cut.hits > 0, end };
}
