/** The environment of an image server. */
import { serviceEnvironment } from '@temblor/kit/service/environment';
import { z } from 'zod';

/**
 * A balancer that asks for the health every 50 ms, and waits 100 ms for an answer, has asked six times by then, even if
 * only the last one is answered: one answer is enough, the others are for a busy machine. No longer, for with the time that
 * the last requests are given it makes the five seconds after which whoever asked a service to end may kill it.
 */
const drainNoticeMs = 1000;

export const imageEnvironment = serviceEnvironment.extend({
  /** How long it goes on serving once it is asked to end, for its balancer to notice. */
  DRAIN_NOTICE_MS: z.coerce.number().int().min(0).max(60_000).default(drainNoticeMs),
});
export type ImageEnvironment = z.infer<typeof imageEnvironment>;
