import type { ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { ActingFault, FaultSite } from './acting-fault.ts';
import type { FaultOf } from './planned-fault.ts';

/** Each message comes twice with the fault's probability, each copy by a time of its own. */
export function duplication<T extends ProtocolTypes>(
  { network }: FaultSite<T>,
  fault: FaultOf<'duplication'>,
): ActingFault {
  const { duplications } = network.faults;
  const duplication = { probability: fault.probability, hits: 0 };
  duplications.add(duplication);
  return { hasActed: () => duplication.hits > 0, end: () => duplications.delete(duplication) };
}
