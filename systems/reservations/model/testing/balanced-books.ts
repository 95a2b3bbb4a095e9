/** Books in which everything is right: a confirmed reservation, a refunded one, and one that was refused in time. */
import type { Books } from '../books-types.ts';

/** The books of one event of ten seats, of which R1 bought two. */
export function balancedBooks(): Books {
  const hold = { event_id: 'e', quantity: 2, expires_at_ms: null };
  return {
    events: [{ event_id: 'e', capacity: 10, free: 8, held: 0, sold: 2 }],
    holds: [
      { ...hold, reservation_id: 'R1', state: 'sold' },
      { ...hold, reservation_id: 'R2', state: 'released' },
      { ...hold, reservation_id: 'R3', event_id: null, quantity: 0, state: 'released' },
    ],
    payments: [
      { payment_key: 'R1', state: 'captured', user_id: 'ann', amount: 10_000 },
      { payment_key: 'R2', state: 'refunded', user_id: 'bob', amount: 10_000 },
      { payment_key: 'R3', state: 'voided', user_id: null, amount: 0 },
    ],
    ledger: [
      { entry_id: 'R1-charge', payment_key: 'R1', kind: 'charge', amount: 10_000 },
      { entry_id: 'R2-charge', payment_key: 'R2', kind: 'charge', amount: 10_000 },
      { entry_id: 'R2-refund', payment_key: 'R2', kind: 'refund', amount: 10_000 },
    ],
    notifications: [{ message_key: 'R1', reservation_id: 'R1', user_id: 'ann', arrivals: 2 }],
    reservations: [{ reservation_id: 'R1', event_id: 'e', quantity: 2, user_id: 'ann', confirmed_at_ms: 1 }],
    sagas: [
      { saga_id: 'R1', phase: 'completed', open: false },
      { saga_id: 'R2', phase: 'compensated', open: false },
    ],
    outbox: [{ message_key: 'R1', delivered_at_ms: 2 }],
    told: [
      { key: 'k1', ...asked('ann'), named: ['R0', 'R1'], confirmed: ['R1'], cancelled: ['R0'] },
      { key: 'k2', ...asked('bob'), named: ['R2'], confirmed: [], cancelled: ['R2'] },
    ],
  };
}

function asked(userId: string): { eventId: string; quantity: number; userId: string } {
  return { eventId: 'e', quantity: 2, userId };
}
