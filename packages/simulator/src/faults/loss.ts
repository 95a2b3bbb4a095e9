import type { ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { ActingFault, FaultSite } from './acting-fault.ts';
import type { FaultOf } from './planned-fault.ts';

/** Each message is lost with the fault's probability. */
export function loss<T extends ProtocolTypes>({ network }: FaultSite<T>, fault: FaultOf<'loss'>): ActingFault {
  const { losses } = network.faults;
  const loss = { probability: fault.probability, hits: 0 };
  losses.add(loss);
  return { hasActed: () => loss.hits > 0, end: () => losses.delete(loss) };
}
