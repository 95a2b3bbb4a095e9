/** Texts of a system in Spanish, by the English ones. `{}` stands for a number or an instance such as `image-1`. */
export type Translations = Readonly<Record<string, string>>;

/** Digits that stand by themselves, and instances of several: the digits of `p95` belong to its name. */
const blanks = /\b[a-z]+(?:-[a-z]+)*-\d+\b|(?<![\w.-])\d+(?:\.\d+)?(?![\w-])/g;

/** A longer text is looked up as it stands: to look for numbers in it takes a time that grows by the square of its length. */
const longestRead = 1000;

/**
 * A text in Spanish, with its own numbers and instances, decimals after a comma; null where it has no translation. Of two
 * parts with a colon between them, such as a phase and what was wrong in it, each may have its own.
 */
export function translate(text: string, texts: Translations): string | null {
  const known = lookUp(text, texts);
  if (known !== null || text.length > longestRead) return known;
  return fill(text, texts) ?? translateParts(text, texts);
}

function fill(text: string, texts: Translations): string | null {
  const pattern = lookUp(text.replace(blanks, '{}'), texts);
  if (pattern === null) return null;
  const found = text.match(blanks)?.values();
  return pattern.replaceAll('{}', () => found?.next().value?.replace('.', ',') ?? '{}');
}

function translateParts(text: string, texts: Translations): string | null {
  const colon = text.indexOf(': ');
  if (colon === -1) return null;
  const head = translate(text.slice(0, colon), texts);
  const tail = head === null ? null : translate(text.slice(colon + 2), texts);
  return tail === null ? null : `${head}: ${tail}`;
}

function lookUp(text: string, texts: Translations): string | null {
  return Object.hasOwn(texts, text) ? (texts[text] ?? null) : null;
}
