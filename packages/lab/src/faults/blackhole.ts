import { z } from 'zod';
import { direction, faultBase, linkTarget } from './base.ts';

/**
 * A link swallows what is sent in one direction or both: connections stay open, and new ones are accepted, but nothing
 * arrives. (A proxy ends TCP on both sides, so this is loss above TCP, not dropped packets: the sender sees
 * acknowledgements.) What was swallowed is gone; the connections that lost bytes are reset when the fault ends.
 * Evidence: the first bytes swallowed.
 */
export const blackholeFault = faultBase.extend({ kind: z.literal('blackhole'), target: linkTarget, direction });
