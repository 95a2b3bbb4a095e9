/** Where the seats of an event are, and whether that adds up. Pure. */
import type { JournalEventOf } from '@temblor/lab/journal/event';

export type EventSeats = JournalEventOf<'seats-window'>['events'][number];

/** `none`: nothing was told of any event yet. */
export type Balance =
  | { readonly kind: 'none' }
  | { readonly kind: 'balanced'; readonly events: number }
  | { readonly kind: 'broken'; readonly wrong: readonly EventSeats[] };

const mostEvents = 100;

/** Takes in what a window says of some events; the one that changed last stands last. */
export function tellSeats(
  seats: readonly EventSeats[],
  { events }: JournalEventOf<'seats-window'>,
): readonly EventSeats[] {
  const told = new Set(events.map(({ event }) => event));
  return [...seats.filter(({ event }) => !told.has(event)), ...events].slice(-mostEvents);
}

/** Whether every seat of an event is free, held or sold, and none of them is below zero. */
export function addsUp({ capacity, free, held, sold }: EventSeats): boolean {
  return free + held + sold === capacity && Math.min(free, held, sold) >= 0;
}

/** Whether it adds up for every event that was told of. */
export function balanceOf(seats: readonly EventSeats[]): Balance {
  if (seats.length === 0) return { kind: 'none' };
  const wrong = seats.filter((event) => !addsUp(event));
  return wrong.length === 0 ? { kind: 'balanced', events: seats.length } : { kind: 'broken', wrong };
}

/** Those to be shown, by name: what does not add up, then what changed last. */
export function shownSeats(seats: readonly EventSeats[], most: number): readonly EventSeats[] {
  const newest = seats.toReversed();
  const first = [...newest.filter((event) => !addsUp(event)), ...newest.filter(addsUp)];
  return first.slice(0, most).sort((left, right) => (left.event < right.event ? -1 : 1));
}
