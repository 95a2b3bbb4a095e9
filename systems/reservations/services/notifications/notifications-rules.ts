/** What notifications decides: a message that arrives again is counted, and not shown again. */
import type { Transaction } from '@temblor/protocols/transactions/transaction';
import type { z } from 'zod';
import type { CallAnswer } from '../../model/calls.ts';
import type { NotificationRow, NotificationsTables } from '../../model/rows.ts';
import type { ServiceRules } from '../../model/service-rules.ts';
import { callTarget } from '../service-calls/call-target.ts';
import { refusal } from '../service-calls/refusal.ts';
import { notifyBody } from './notify-body.ts';

export const notificationsRules: ServiceRules<NotificationsTables> = {
  transactionFor(call) {
    const target = callTarget(call);
    if (target?.route !== 'POST /notify' || target.id !== undefined) return undefined;
    return takeNotification(notifyBody.parse(call.body));
  },
};

function takeNotification(message: z.infer<typeof notifyBody>): Transaction<NotificationsTables, CallAnswer> {
  const { key, reservation_id, user_id } = message;
  return {
    name: 'take notification',
    reads: [{ table: 'notifications', key }],
    decide(rows) {
      const known = rows.get('notifications', key);
      if (known !== undefined && (known.reservation_id !== reservation_id || known.user_id !== user_id)) {
        const detail = `The notification '${key}' is of another reservation or for another user.`;
        const hint = 'Repeat a call as it was, or take another key.';
        return { writes: [], answer: refusal(422, 'other_contents', detail, hint) };
      }
      const arrivals = (known?.arrivals ?? 0) + 1;
      const row: NotificationRow = { message_key: key, reservation_id, user_id, arrivals };
      const answer = { status: 200, body: { key, first: known === undefined } };
      return { writes: [{ table: 'notifications', key, row }], answer };
    },
  };
}
