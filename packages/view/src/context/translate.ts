/** Texts of a system in another language, by the English ones. `{}` stands for a number or an instance such as `image-1`. */
export type Translations = Readonly<Record<string, string>>;

/** Digits that stand by themselves, and instances of several: the digits of `p95` belong to its name. */
const blanks = /\b[a-z]+(?:-[a-z]+)*-\d+\b|(?<![\w.-])\d+(?:\.\d+)?(?![\w-])/g;

/** A text in the other language, with its own numbers and instances; null where it has no translation. */
export function translate(text: string, texts: Translations): string | null {
  const whole = lookUp(text, texts);
  if (whole !== null) return whole;
  const pattern = lookUp(text.replace(blanks, '{}'), texts);
  if (pattern === null) return null;
  const found = text.match(blanks)?.values();
  return pattern.replaceAll('{}', () => found?.next().value ?? '{}');
}

function lookUp(text: string, texts: Translations): string | null {
  return Object.hasOwn(texts, text) ? (texts[text] ?? null) : null;
}
