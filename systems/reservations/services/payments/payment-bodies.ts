/** What payments is asked for; a key is the id of a reservation. */
import { z } from 'zod';
import { amount, reservationId, userId } from '../service-calls/fields.ts';

export const payBody = z.strictObject({ key: reservationId, user_id: userId, amount });

export const refundBody = z.strictObject({ key: reservationId });
