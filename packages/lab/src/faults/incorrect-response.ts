import { z } from 'zod';
import { faultBase, instanceTarget } from './base.ts';

/**
 * An instance answers with wrong values. Only a service with a fault switch can do it.
 * Evidence: the service's word that it altered an answer.
 */
export const incorrectResponseFault = faultBase.extend({
  kind: z.literal('incorrect-response'),
  target: instanceTarget,
  /** What the answer is wrong about; the service chooses when absent. */
  subject: z.string().optional(),
});
