import type { ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { ActingFault, FaultSite } from './acting-fault.ts';
import type { FaultOf } from './planned-fault.ts';

/** Each message takes up to so much longer. */
export function delay<T extends ProtocolTypes>({ network }: FaultSite<T>, fault: FaultOf<'delay'>): ActingFault {
  const { delays } = network.faults;
  const delay = { extraUs: fault.extraUs, hits: 0 };
  delays.add(delay);
  return { hasActed: () => delay.hits > 0, end: () => delays.delete(delay) };
}
