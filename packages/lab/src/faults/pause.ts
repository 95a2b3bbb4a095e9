import { z } from 'zod';
import { faultBase, instanceTarget } from './base.ts';

/**
 * The process of an instance is stopped where it is (SIGSTOP) and continued afterwards: its sockets stay open and
 * nothing answers. Evidence: the operating system lists the process as stopped.
 */
export const pauseFault = faultBase.extend({ kind: z.literal('pause'), target: instanceTarget });
