import type { ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { ActingFault, FaultSite } from './acting-fault.ts';
import { idleFault } from './acting-fault.ts';
import type { FaultOf } from './planned-fault.ts';

/** The clock of the machine runs at another rate, through crashes too; several rates multiply. */
export function clockDrift<T extends ProtocolTypes>(site: FaultSite<T>, fault: FaultOf<'clock-drift'>): ActingFault {
  const node = site.node(fault.node);
  if (node?.life === undefined) return idleFault;
  node.clock.addRate(fault.rate, site.queue.nowUs);
  node.life.clockChanged();
  return {
    hasActed: () => true,
    end: () => {
      node.clock.removeRate(fault.rate, site.queue.nowUs);
      node.life?.clockChanged();
    },
  };
}
