import { z } from 'zod';
import { faultBase, storeTarget } from './base.ts';

/**
 * A database cannot be reached: every link to the store resets its connections and refuses new ones.
 * Evidence: the first connection to the store that was reset or refused.
 */
export const databaseAwayFault = faultBase.extend({ kind: z.literal('database-away'), target: storeTarget });
