import type { LinkFault } from '../link-proxies.ts';
import type { LinkEffect, WayEffect } from './effect.ts';
import { onWays } from './on-ways.ts';

/** Bytes are held back for latency ± jitter, spread evenly, never below zero. */
export function latencyEffect(fault: Extract<LinkFault, { kind: 'latency' }>): LinkEffect {
  const way: WayEffect = {
    delayUs: (random) => {
      const delayMs = fault.latencyMs + (2 * random.next() - 1) * fault.jitterMs;
      return Math.max(0, Math.round(delayMs * 1000));
    },
  };
  return onWays(fault.direction, way);
}
