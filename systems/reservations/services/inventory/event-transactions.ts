/** Events and their seats: capacity = free + held + sold, whatever happens. */
import type { Transaction } from '@temblor/protocols/transactions/transaction';
import type { CallAnswer } from '../../model/calls.ts';
import type { EventRow, InventoryTables } from '../../model/rows.ts';
import { refusal } from '../service-calls/refusal.ts';

type EventTransaction = Transaction<InventoryTables, CallAnswer>;

/** Where a seat is. */
type SeatPlace = 'free' | 'held' | 'sold';

/** The row of an event after seats of it went from one place to another. @throws Error where there are not so many. */
export function moveSeats(event: EventRow, quantity: number, from: SeatPlace, to: SeatPlace): EventRow {
  if (event[from] < quantity) {
    throw new Error(
      `of the event '${event.event_id}' ${event[from]} seats are ${from}, and ${quantity} were to be moved`,
    );
  }
  return { ...event, [from]: event[from] - quantity, [to]: event[to] + quantity };
}

/** The answer to a call for an event that is not there. */
export function unknownEvent(id: string): CallAnswer {
  return refusal(404, 'unknown_event', `There is no event '${id}'.`, 'GET /events of inventory lists those there are.');
}

/** What is known of an event. */
export function lookAtEvent(id: string): EventTransaction {
  return {
    name: 'look at event',
    reads: [{ table: 'events', key: id }],
    decide(rows) {
      const event = rows.get('events', id);
      return { writes: [], answer: event === undefined ? unknownEvent(id) : { status: 200, body: { ...event } } };
    },
  };
}

/** Makes an event whose seats are all free. */
export function createEvent(id: string, capacity: number): EventTransaction {
  return {
    name: 'create event',
    reads: [{ table: 'events', key: id }],
    decide(rows) {
      const known = rows.get('events', id);
      if (known?.capacity === capacity) return { writes: [], answer: { status: 200, body: { ...known } } };
      if (known !== undefined) {
        const detail = `The event '${id}' has ${known.capacity} seats.`;
        const hint = 'Its capacity cannot be changed: take another event_id.';
        return { writes: [], answer: refusal(409, 'event_exists', detail, hint, { capacity: known.capacity }) };
      }
      const row: EventRow = { event_id: id, capacity, free: capacity, held: 0, sold: 0 };
      return { writes: [{ table: 'events', key: id, row }], answer: { status: 201, body: { ...row } } };
    },
  };
}
