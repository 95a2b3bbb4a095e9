import type { ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { ActingFault, FaultSite } from './acting-fault.ts';
import { idleFault } from './acting-fault.ts';
import type { FaultOf } from './planned-fault.ts';

/**
 * The node crashes, loses what it had not synced, and finds one record of its log wrong when it starts again at the end of
 * the fault. Where its log is empty it only crashes. How many copies may be damaged at a time is for the plan to see to.
 */
export function bitFlip<T extends ProtocolTypes>(site: FaultSite<T>, fault: FaultOf<'bit-flip'>): ActingFault {
  const node = site.node(fault.node);
  if (node?.life === undefined) return idleFault;
  node.crash('lost', site.random);
  const isFlipped = node.disk.flip(site.random);
  return { hasActed: () => isFlipped, end: () => node.start() };
}
