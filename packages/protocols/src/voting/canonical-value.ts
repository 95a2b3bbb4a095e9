/**
 * The canonical form of what a replica holds: equal stocks give equal strings, whatever the order of their products.
 * Quantities are part of it as they are, so that 1 and "1" cannot be taken for each other.
 */
export function canonicalValue(items: Readonly<Record<string, number>>): string {
  return JSON.stringify(Object.entries(items).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)));
}
