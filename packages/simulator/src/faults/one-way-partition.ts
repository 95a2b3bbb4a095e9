import type { ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { ActingFault, FaultSite } from './acting-fault.ts';
import { cutting } from './partition.ts';
import type { FaultOf } from './planned-fault.ts';

/** Messages are lost one way and pass the other: a node hears those that do not hear it. */
export function oneWayPartition<T extends ProtocolTypes>(
  site: FaultSite<T>,
  fault: FaultOf<'one-way-partition'>,
): ActingFault {
  return cutting(site, { hits: 0, cuts: (from, to) => fault.from.includes(from) && fault.to.includes(to) });
}
