/** The first place of which something holds, that then holds of all after it; `length` where it holds of none. */
export function firstPlace(length: number, holds: (place: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Moment {
  readonly atUs: number;
}

/** How many of some facts, in order of time, are not later than a moment. */
export function countUntil(facts: readonly Moment[], atUs: number): number {
  return firstPlace(facts.length, (place) => (facts[place]?.atUs ?? atUs) > atUs);
}

/** Of facts in order of time those from one moment to another, both included. */
export function factsBetween<F extends Moment>(facts: readonly F[], startUs: number, endUs: number): readonly F[] {
  const from = firstPlace(facts.length, (place) => (facts[place]?.atUs ?? startUs) >= startUs);
  return facts.slice(from, countUntil(facts, endUs));
}
