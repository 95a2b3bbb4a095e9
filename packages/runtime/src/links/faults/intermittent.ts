import type { LinkFault } from '../link-proxies.ts';
import type { LinkEffect } from './effect.ts';

/** A request is answered by a reset with the given probability, drawn when its first bytes arrive. */
export function intermittentEffect(fault: Extract<LinkFault, { kind: 'intermittent' }>): LinkEffect {
  return { forward: {}, back: {}, breaksRequest: (random) => random.next() < fault.probability };
}
