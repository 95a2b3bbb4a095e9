import { z } from 'zod';
import { faultBase, storeTarget } from './base.ts';

/**
 * A database comes and goes: every link to the store is in turn open and reset, for periods drawn evenly between half
 * and one and a half of `periodMs`. Evidence: the first connection to the store that was reset.
 */
export const databaseFlappingFault = faultBase.extend({
  kind: z.literal('database-flapping'),
  target: storeTarget,
  periodMs: z.number().min(20).max(60_000).default(400),
});
