import type { LinkFault } from '../link-proxies.ts';
import { bandwidthEffect } from './bandwidth.ts';
import { blackholeEffect } from './blackhole.ts';
import type { LinkEffect } from './effect.ts';
import { flappingEffect } from './flapping.ts';
import { intermittentEffect } from './intermittent.ts';
import { latencyEffect } from './latency.ts';
import { resetEffect } from './reset.ts';

/** What a fault does to a link, whatever its kind. */
export function linkEffect(fault: LinkFault): LinkEffect {
  switch (fault.kind) {
    case 'latency':
      return latencyEffect(fault);
    case 'intermittent':
      return intermittentEffect(fault);
    case 'blackhole':
      return blackholeEffect(fault);
    case 'reset':
      return resetEffect();
    case 'bandwidth':
      return bandwidthEffect(fault);
    case 'flapping':
      return flappingEffect(fault);
    default:
      return fault satisfies never;
  }
}
