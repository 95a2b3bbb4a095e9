/** Where an event stands among those that a filter lets pass; `places` are places in the journal, ascending. */

/** How many of the places are below `place`: the row of that place, or where it would stand. */
export function rowOfPlace(places: Uint32Array, place: number): number {
  return firstRow(places.length, (row) => (places[row] ?? 0) >= place);
}

/**
 * The last row that is not later than a moment; -1 where all are. Events of several processes may stand a few
 * milliseconds out of order, so this is the row to within as much.
 *
 * @param atUs the time of the event at a place.
 */
export function rowAtTime(places: Uint32Array, momentUs: number, atUs: (place: number) => number): number {
  return firstRow(places.length, (row) => atUs(places[row] ?? 0) > momentUs) - 1;
}

/** The first row of which something is true that stays true from there on; `count` where it is true of none. */
function firstRow(count: number, isTrue: (row: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
