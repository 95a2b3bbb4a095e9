import type { ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { ActingFault, FaultSite } from './acting-fault.ts';
import { idleFault } from './acting-fault.ts';
import type { FaultOf } from './planned-fault.ts';

/** Stops the process, as SIGSTOP does. A process that is started while the fault lasts is another one and runs. */
export function pause<T extends ProtocolTypes>(site: FaultSite<T>, fault: FaultOf<'pause'>): ActingFault {
  const life = site.node(fault.node)?.life;
  if (life === undefined) return idleFault;
  life.pause();
  return { hasActed: () => true, end: () => life.resume(site.random) };
}
