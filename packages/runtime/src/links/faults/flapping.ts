import type { LinkFault } from '../link-proxies.ts';
import type { LinkEffect } from './effect.ts';

/**
 * The links are in turn reset and open, all of them together and beginning with reset, for periods drawn evenly
 * between half and one and a half of `periodMs`.
 */
export function flappingEffect(fault: Extract<LinkFault, { kind: 'flapping' }>): LinkEffect {
  return {
    forward: {},
    back: {},
    resets: { kind: 'in-turn', nextPeriodMs: (random) => fault.periodMs * (0.5 + random.next()) },
  };
}
