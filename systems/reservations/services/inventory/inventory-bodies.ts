/** What inventory is asked for. */
import { z } from 'zod';
import { eventId, quantity, reservationId } from '../service-calls/fields.ts';

/** Of /reserve. */
export const reserveBody = z.strictObject({ reservation_id: reservationId, event_id: eventId, quantity });

/**
 * Of /confirm and /release. The event is named although the hold knows it: a transaction names the rows that it reads
 * before it reads any, and the event's is one of them.
 */
export const heldBody = z.strictObject({ reservation_id: reservationId, event_id: eventId });

/** Of PUT /events/:event_id. */
export const capacityBody = z.strictObject({ capacity: z.int('must be a whole number').min(0).max(1_000_000_000) });
