import { z } from 'zod';
import { faultBase } from './base.ts';

/**
 * Nothing passes between groups of instances and stores: every link whose ends are in different groups becomes a
 * blackhole in both directions. Who is in no group talks to everyone.
 * Evidence: the first bytes swallowed on any of those links.
 */
export const partitionFault = faultBase.extend({
  kind: z.literal('partition'),
  target: z.object({ groups: z.array(z.array(z.string()).min(1)).min(2) }),
});
