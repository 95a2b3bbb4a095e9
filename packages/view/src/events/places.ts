/** Where an event stands among those that a filter lets pass; `places` are places in the journal, ascending. */
import { firstPlace } from '../model/binary-search.ts';

/** How many of the places are below `place`: the row of that place, or where it would stand. */
export function rowOfPlace(places: Uint32Array, place: number): number {
  return firstPlace(places.length, (row) => (places[row] ?? 0) >= place);
}

/**
 * The last row that is not later than a moment; -1 where all are. Events of several processes may stand a few
 * milliseconds out of order, so this is the row to within as much.
 *
 * @param atUs the time of the event at a place.
 */
export function rowAtTime(places: Uint32Array, momentUs: number, atUs: (place: number) => number): number {
  return firstPlace(places.length, (row) => atUs(places[row] ?? 0) > momentUs) - 1;
}
