import { z } from 'zod';
import { faultBase, instanceTarget } from './base.ts';

/**
 * The process of an instance ends at once (SIGKILL), and is not restarted before the hold is over.
 * Evidence: the operating system reports the exit by that signal. It
 * acts from the moment at which the signal was sent: a process is gone before its exit is seen.
 * `durationMs` is the hold: 0 lets the supervisor restart the instance immediately.
 */
export const crashFault = faultBase.extend({ kind: z.literal('crash'), target: instanceTarget });
