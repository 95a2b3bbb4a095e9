/** The seats' part of the books: events, the holds on them, and the reservations that were confirmed. */
import type { Books, BooksFinding } from './books-types.ts';
import type { EventRow, HoldRow, ReservationRow } from './rows.ts';

/** Whether no seat was sold twice, none is lost, and none is held for nobody. */
export function checkSeats({ events, holds, reservations }: Books): BooksFinding[] {
  const known = new Set(events.map(({ event_id }) => event_id));
  const oversold = events.flatMap((event) => checkCapacity(event, reservations));
  const unbalanced = [
    ...events.flatMap((event) => checkEvent(event, holds, reservations)),
    ...checkHolds(holds, reservations),
    ...[...holds, ...reservations].flatMap(({ reservation_id: id, event_id: event }) =>
      event === null || known.has(event) ? [] : [`${id} is of ${event}, which is no event`],
    ),
  ];
  return [
    ...oversold.map((detail): BooksFinding => ({ rule: 'seats-never-oversold', detail })),
    ...unbalanced.map((detail): BooksFinding => ({ rule: 'books-balanced', detail })),
  ];
}

function checkCapacity(event: EventRow, reservations: readonly ReservationRow[]): string[] {
  const { event_id: id, capacity, free, held, sold } = event;
  const seats = seatsOf(reservations.filter(({ event_id }) => event_id === id));
  return [
    ...Object.entries({ free, held, sold })
      .filter(([, number]) => number < 0)
      .map(([what, number]) => `${id} has ${number} ${what}`),
    ...(sold > capacity ? [`${id} sold ${sold} of ${capacity} seats`] : []),
    ...(seats > capacity ? [`reservations of ${seats} seats are confirmed for ${id}, which has ${capacity}`] : []),
  ];
}

function checkEvent(event: EventRow, holds: readonly HoldRow[], reservations: readonly ReservationRow[]): string[] {
  const { event_id: id, capacity, free, held, sold } = event;
  const own = holds.filter(({ event_id }) => event_id === id);
  const inState = (wanted: HoldRow['state']) => seatsOf(own.filter(({ state }) => state === wanted));
  const confirmed = seatsOf(reservations.filter(({ event_id }) => event_id === id));
  const sum = free + held + sold;
  return [
    ...(sum === capacity ? [] : [`${id}: free ${free} + held ${held} + sold ${sold} is ${sum}, and not ${capacity}`]),
    ...(held === 0 ? [] : [`${id} has ${held} held, and nobody is about to buy`]),
    ...(inState('held') === held ? [] : [`${id} says ${held} held, and its holds say ${inState('held')}`]),
    ...(inState('sold') === sold ? [] : [`${id} says ${sold} sold, and its holds say ${inState('sold')}`]),
    ...(confirmed === sold ? [] : [`${id} sold ${sold} seats, and ${confirmed} are confirmed`]),
  ];
}

/** Exactly the confirmed reservations have sold seats, and as many as they say. */
function checkHolds(holds: readonly HoldRow[], reservations: readonly ReservationRow[]): string[] {
  const holdOf = new Map(holds.map((hold) => [hold.reservation_id, hold]));
  const confirmed = new Set(reservations.map(({ reservation_id }) => reservation_id));
  return [
    ...reservations.flatMap(({ reservation_id: id, event_id, quantity }) => {
      const hold = holdOf.get(id);
      if (hold?.state !== 'sold') return [`${id} is confirmed, and its seats are ${hold?.state ?? 'not its own'}`];
      if (hold.event_id === event_id && hold.quantity === quantity) return [];
      return [`${id} is ${quantity} of ${event_id}, and has ${hold.quantity} of ${hold.event_id}`];
    }),
    ...holds
      .filter(({ reservation_id: id, state }) => state === 'sold' && !confirmed.has(id))
      .map(({ reservation_id: id, quantity }) => `${id} has ${quantity} sold, and is not confirmed`),
  ];
}

function seatsOf(rows: readonly { readonly quantity: number }[]): number {
  return rows.reduce((sum, { quantity }) => sum + quantity, 0);
}
