import type { LinkFault } from '../link-proxies.ts';
import type { LinkEffect } from './effect.ts';
import { onWays } from './on-ways.ts';

/** Bytes, and the ends of connections, are lost; what is lost is made good by a reset when the fault is lifted. */
export function blackholeEffect(fault: Extract<LinkFault, { kind: 'blackhole' }>): LinkEffect {
  return onWays(fault.direction, { swallows: true });
}
