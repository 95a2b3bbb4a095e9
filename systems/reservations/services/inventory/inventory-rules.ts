/**
 * What inventory decides. Not one call of it needs a lock that outlives its transaction: a hold is a row with a lease,
 * and the rows of the event and of the hold change together.
 */
import type { InventoryTables } from '../../model/rows.ts';
import type { ServiceRules } from '../../model/service-rules.ts';
import { callTarget } from '../service-calls/call-target.ts';
import { createEvent, lookAtEvent } from './event-transactions.ts';
import { expireHold, holdSeats, lookAtHold, releaseSeats, sellSeats } from './hold-transactions.ts';
import { capacityBody, heldBody, reserveBody } from './inventory-bodies.ts';

/** @param holdLeaseMs how long seats are held for a reservation that is not confirmed. */
export function inventoryRules({ holdLeaseMs }: { readonly holdLeaseMs: number }): ServiceRules<InventoryTables> {
  return {
    transactionFor(call, context) {
      const target = callTarget(call);
      if (target === undefined) return undefined;
      const { route, id } = target;
      if (id === undefined) {
        switch (route) {
          case 'POST /reserve':
            return holdSeats(reserveBody.parse(call.body), context, holdLeaseMs);
          case 'POST /confirm':
            return sellSeats(heldBody.parse(call.body), context);
          case 'POST /release':
            return releaseSeats(heldBody.parse(call.body), context);
          default:
            return undefined;
        }
      }
      switch (route) {
        case 'GET /holds':
          return lookAtHold(id, context);
        case 'GET /events':
          return lookAtEvent(id);
        case 'PUT /events':
          return createEvent(id, capacityBody.parse(call.body).capacity);
        default:
          return undefined;
      }
    },
    whenDue: {
      table: 'holds',
      column: 'expires_at_ms',
      longestMs: holdLeaseMs,
      transactionFor(row, context) {
        if (!('reservation_id' in row)) throw new Error('what is due at inventory is a hold');
        return expireHold(row, context, holdLeaseMs);
      },
    },
  };
}
