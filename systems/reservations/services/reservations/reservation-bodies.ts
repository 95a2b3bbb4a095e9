/** What is asked of the orchestrator, and what it answers: the gateway has the same. */
import { z } from 'zod';
import { eventId, quantity, userId } from '../service-calls/fields.ts';

/** What a client asks for. */
export const reserveBody = z.strictObject({ event_id: eventId, quantity, user_id: userId });

/** What a client is told of a reservation that is confirmed. */
export const confirmedBody = z.object({
  message: z.string().describe('In Spanish, or in English where Accept-Language asks for it'),
  reservation_id: z.string(),
  notification: z.object({ sent: z.boolean().describe('False: it is sent later, until it is taken') }),
});

/** Which reservation is asked after. */
export const reservationParameters = z.object({ id: z.string().min(1).max(64) });

/** Where a reservation stands. */
export const reservationBody = z.object({
  reservation_id: z.string(),
  status: z.enum(['confirmed', 'in_progress', 'cancelling', 'cancelled']),
  reason: z.string().nullable().describe('Why it was cancelled, for programs; null where it was not'),
  steps: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['waiting', 'planned', 'doing', 'unknown', 'done', 'refused', 'undoing', 'undone']),
      attempt: z.int().describe('How often it was tried; 0 where that is not kept'),
    }),
  ),
});
