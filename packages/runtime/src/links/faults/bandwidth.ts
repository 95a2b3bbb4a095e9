import type { LinkFault } from '../link-proxies.ts';
import type { LinkEffect } from './effect.ts';
import { onWays } from './on-ways.ts';

/** Each limited way carries at most so many bytes a second over all connections of the link. */
export function bandwidthEffect(fault: Extract<LinkFault, { kind: 'bandwidth' }>): LinkEffect {
  return onWays(fault.direction, { bytesPerSecond: fault.bytesPerSecond });
}
