/** The environment of an image server. */
import { serviceEnvironment } from '@temblor/kit/service/environment';
import { z } from 'zod';

export const imageEnvironment = serviceEnvironment.extend({
  /**
   * How long it goes on serving once it is asked to end. By default as long as a balancer that asks for the health every
   * 50 ms, twice before it believes it, needs to notice: and more.
   */
  DRAIN_NOTICE_MS: z.coerce.number().int().min(0).max(60_000).default(300),
});
export type ImageEnvironment = z.infer<typeof imageEnvironment>;
