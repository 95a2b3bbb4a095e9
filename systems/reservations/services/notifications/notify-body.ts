/** What notifications is asked for. */
import { z } from 'zod';
import { reservationId, userId } from '../service-calls/fields.ts';

/** The key is what makes a repeated message known: the id of the reservation, for the one that tells of it. */
export const notifyBody = z.strictObject({ key: reservationId, reservation_id: reservationId, user_id: userId });
