import { z } from 'zod';
import { direction, faultBase, linkTarget } from './base.ts';

/**
 * A link carries at most so many bytes a second in each direction that is limited, over all of its connections
 * (a token bucket, with a burst of 50 ms worth of bytes). Evidence: the first bytes that had to wait.
 */
export const bandwidthFault = faultBase.extend({
  kind: z.literal('bandwidth'),
  target: linkTarget,
  bytesPerSecond: z.number().int().min(1).max(10_000_000_000).default(65_536),
  direction,
});
