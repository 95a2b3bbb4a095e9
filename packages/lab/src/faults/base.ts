import { z } from 'zod';

/** Where no duration is given a fault ends by itself after this time. */
const defaultFaultDurationMs = 60_000;

/** The longest lease of a fault: one hour. */
export const maximumFaultDurationMs = 3_600_000;

/** What every fault has: the lease after which it ends by itself, at the place where it acts. */
export const faultBase = z.strictObject({
  durationMs: z.number().min(0).max(maximumFaultDurationMs).default(defaultFaultDurationMs),
});

/** Whether a service that fails by its own switch goes on answering its health check as if nothing were wrong. */
export const spareHealth = z.boolean().default(false);

/** One instance, by id. */
export const instanceTarget = z.strictObject({ instance: z.string() });

/** One link, by id: `voter->inventory-1`, always consumer first. */
export const linkTarget = z.strictObject({ link: z.string() });

/** One store, by name. */
export const storeTarget = z.strictObject({ store: z.string() });

/** Which bytes of a link are meant: `forward` from consumer to provider, `back` the answers, or both. */
export const direction = z.enum(['forward', 'back', 'both']).default('both');
export type Direction = z.infer<typeof direction>;
