/** What payments is asked for; a key is the id of a reservation. */
import { z } from 'zod';
import { amount, reservationId, userId } from '../service-calls/fields.ts';

/** Of /pay. */
export const payBody = z.strictObject({ key: reservationId, user_id: userId, amount });

/** Of /refund. */
export const refundBody = z.strictObject({ key: reservationId });
