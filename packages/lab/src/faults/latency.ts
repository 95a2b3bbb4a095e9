import { z } from 'zod';
import { faultBase, instanceTarget, linkTarget, spareHealth } from './base.ts';

/**
 * Answers come late. On an instance with a fault switch the service delays every answer itself; otherwise, and on a
 * link, the proxies hold the bytes. `jitterMs` spreads the delay evenly over latency ± jitter, never below zero; the
 * order of the bytes of a connection is kept.
 * Evidence: the first answer, or the first bytes, that were held back.
 */
export const latencyFault = faultBase.extend({
  kind: z.literal('latency'),
  target: z.union([instanceTarget, linkTarget]),
  latencyMs: z.number().min(1).max(60_000).default(1200),
  jitterMs: z.number().min(0).max(60_000).default(0),
  /** Each direction named is delayed by `latencyMs`; by default the answers alone. */
  direction: z.enum(['forward', 'back', 'both']).default('back'),
  /** On an instance with a fault switch alone: health checks are answered at once. */
  spareHealth,
});
