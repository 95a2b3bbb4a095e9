import type { ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { ActingFault, FaultSite } from './acting-fault.ts';
import { bitFlip } from './bit-flip.ts';
import { clockDrift } from './clock-drift.ts';
import { crash } from './crash.ts';
import { delay } from './delay.ts';
import { duplication } from './duplication.ts';
import { flappingPartition } from './flapping-partition.ts';
import { loss } from './loss.ts';
import { oneWayPartition } from './one-way-partition.ts';
import { partition } from './partition.ts';
import { pause } from './pause.ts';
import type { PlannedFault } from './planned-fault.ts';
import { slowSync } from './slow-sync.ts';

/** Lets a fault act from now on, until its `end`. */
export function beginFault<T extends ProtocolTypes>(site: FaultSite<T>, fault: PlannedFault): ActingFault {
  switch (fault.kind) {
    case 'crash':
      return crash(site, fault);
    case 'pause':
      return pause(site, fault);
    case 'clock-drift':
      return clockDrift(site, fault);
    case 'partition':
      return partition(site, fault);
    case 'flapping-partition':
      return flappingPartition(site, fault);
    case 'one-way-partition':
      return oneWayPartition(site, fault);
    case 'loss':
      return loss(site, fault);
    case 'duplication':
      return duplication(site, fault);
    case 'delay':
      return delay(site, fault);
    case 'slow-sync':
      return slowSync(site, fault);
    case 'bit-flip':
      return bitFlip(site, fault);
    default:
      return fault satisfies never;
  }
}
