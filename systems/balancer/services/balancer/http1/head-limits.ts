/** How large a head may be. */
import type { HeadLimits } from './message-head.ts';

export const defaultHeadLimits: HeadLimits = { maxBytes: 16_384, maxFields: 100, maxTargetBytes: 8_192 };
