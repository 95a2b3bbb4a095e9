/** The fields of requests, as every service of the system understands them. */
import { z } from 'zod';

/** A text that PostgreSQL can keep: it takes neither U+0000 nor half of a surrogate pair. */
function storableText(longest: number) {
  return z
    .string()
    .min(1, 'must not be empty')
    .max(longest, `must be at most ${longest} characters long`)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must be well-formed text without U+0000');
}

/** The name of an event. */
export const eventId = storableText(64).describe('Of the event, such as `concert`');
/** Whoever reserves, as the client names them. */
export const userId = storableText(64).describe('Who the reservation is for');
/** The name of one attempt to reserve: every service knows it by this, as an id or as a key. */
export const reservationId = storableText(64).describe('Of one attempt to reserve; the key at every service');
/** Seats of one reservation. */
export const quantity = z.int('must be a whole number').min(1, 'must be at least 1').max(100, 'must be at most 100');

/** In cents: more than the most seats of one reservation cost, and less than PostgreSQL's integer holds. */
export const amount = z.int('must be a whole number').min(1, 'must be at least 1').max(1_000_000_000);

const longestPage = 1000;

/** The fields that say which part of a long list is asked for: keys after `after`, in their order. */
export const pageFields = {
  after: storableText(512).optional().describe('Only what comes behind this key'),
  limit: z.coerce.number().pipe(z.int().min(1).max(longestPage)).default(longestPage),
};

/** Which part of a long list is asked for. */
export const pageQuery = z.strictObject(pageFields).transform(pageOf);

/** The part of a list, as a store is asked for it. */
export function pageOf({ after, limit }: { readonly after?: string | undefined; readonly limit: number }): {
  readonly after?: string;
  readonly limit: number;
} {
  return after === undefined ? { limit } : { after, limit };
}
