import type { ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { ActingFault, FaultSite } from './acting-fault.ts';
import { idleFault } from './acting-fault.ts';
import type { FaultOf } from './planned-fault.ts';

/** Syncs that begin while the fault lasts take longer by its time. */
export function slowSync<T extends ProtocolTypes>(site: FaultSite<T>, fault: FaultOf<'slow-sync'>): ActingFault {
  const node = site.node(fault.node);
  if (node?.life === undefined) return idleFault;
  const slowness = { extraUs: fault.extraUs, hits: 0 };
  node.slowSyncs.add(slowness);
  return { hasActed: () => slowness.hits > 0, end: () => node.slowSyncs.delete(slowness) };
}
