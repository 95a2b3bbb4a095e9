import { z } from 'zod';
import { faultBase, instanceTarget, linkTarget, spareHealth } from './base.ts';

/**
 * Requests fail at random. On an instance with a fault switch the service answers 500; otherwise, and on a link, the
 * proxy resets the connection when a request begins.
 * Evidence: the first request that was failed. Time to detect counts from arming.
 */
export const intermittentFault = faultBase.extend({
  kind: z.literal('intermittent'),
  target: z.union([instanceTarget, linkTarget]),
  /** Of a request to fail. */
  probability: z.number().min(0).max(1).default(0.3),
  /** On an instance with a fault switch alone: the one that passes every health check and fails everything else. */
  spareHealth,
});
