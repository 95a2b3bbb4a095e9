import { z } from 'zod';
import { faultBase, instanceTarget, maximumFaultDurationMs } from './base.ts';

/** How long after it was asked to end an instance is started again where nothing is said. */
const defaultDurationMs = 1000;

/**
 * An instance is restarted in order, as an update would: its process is asked to end (SIGTERM), finishes what it has, and
 * is killed only where it has not ended 5 s later; it is started again when `durationMs` is over, counted from the
 * asking, or, where it took longer than that to end, as soon as it has. Its end is expected, and nothing is wrong with it:
 * of a system that drains such an instance no `instance-off` need come.
 * Evidence: its exit was seen. It acts from the moment at which it was asked.
 */
export const restartFault = faultBase.extend({
  kind: z.literal('restart'),
  target: instanceTarget,
  durationMs: z.number().min(0).max(maximumFaultDurationMs).default(defaultDurationMs),
});
