/**
 * The word for a name that came with a fact; a name that this page does not know, from a newer lab, stands for itself. What
 * every object inherits, such as `constructor`, is no word.
 */
export function knownWord(words: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(words, name) ? (words[name] ?? name) : name;
}
