import { z } from 'zod';
import { faultBase, instanceTarget } from './base.ts';

/** What a flag of a service is turned on with. */
export const flagValue = z.union([z.number(), z.string(), z.boolean()]);

/**
 * A flag of a service's own is turned on, such as `{ "crash": true }` at its `/chaos`: what that breaks is for the service
 * to say. Only a service that declares its `flagSwitch` and the flag can do it.
 * Evidence: the service's word that it acted on the flag.
 */
export const flagFault = faultBase.extend({
  kind: z.literal('flag'),
  target: instanceTarget,
  flag: z.string().min(1),
  /** Where absent the one that its declaration gives the flag. */
  value: flagValue.optional(),
});
