/** What a fault was aimed at, as its fact holds it: a JSON value of one of a few shapes. */
import type { Language, Messages } from '../context/language.tsx';
import { groupsOf } from '../model/fault-model.ts';

const words = {
  en: { between: 'between', side: 'side' },
  es: { between: 'entre', side: 'el lado' },
} satisfies Messages<unknown>;

/** In a few words: `inventory-1`, `voter → inventory-2`, `orders / inventory-1, inventory-2`. */
export function describeTarget(target: unknown): string {
  if (typeof target !== 'object' || target === null) return String(target);
  if ('groups' in target && Array.isArray(target.groups)) {
    return target.groups.map((group) => (Array.isArray(group) ? group.join(', ') : String(group))).join(' / ');
  }
  return Object.values(target).map(String).map(describePlace).join(', ');
}

/**
 * A partition's sides, by the letters that they have where one is made: `between side A (orders) and side B (inventory-1,
 * inventory-2)`. Null for any other target.
 */
export function betweenSides(target: unknown, language: Language): string | null {
  const groups = groupsOf(target);
  if (groups.length === 0) return null;
  const { between, side } = words[language];
  const named = groups.map((group, index) => `${side} ${String.fromCharCode(65 + index)} (${group.join(', ')})`);
  return `${between} ${new Intl.ListFormat(language).format(named)}`;
}

/** An id of an instance or link as people read it. */
export function describePlace(place: string): string {
  return place.replace('->', ' → ');
}
