import { z } from 'zod';
import { faultBase, linkTarget } from './base.ts';

/**
 * A link resets every open connection (RST) and every new one as long as the fault lasts.
 * Evidence: the first connection that was reset.
 */
export const resetFault = faultBase.extend({ kind: z.literal('reset'), target: linkTarget });
