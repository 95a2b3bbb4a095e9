/** What a fault was aimed at, as its fact holds it: a JSON value of one of a few shapes. */

/** In a few words: `inventory-1`, `voter → inventory-2`, `orders / inventory-1, inventory-2`. */
export function describeTarget(target: unknown): string {
  if (typeof target !== 'object' || target === null) return String(target);
  if ('groups' in target && Array.isArray(target.groups)) {
    return target.groups.map((group) => (Array.isArray(group) ? group.join(', ') : String(group))).join(' / ');
  }
  return Object.values(target).map(String).map(describePlace).join(', ');
}

/** An id of an instance or link as people read it. */
export function describePlace(place: string): string {
  return place.replace('->', ' → ');
}
