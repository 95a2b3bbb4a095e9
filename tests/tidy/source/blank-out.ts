/**
 * The text of a module with its comments replaced by spaces, and what stands inside of strings, templates and regular
 * expressions by underscores: positions and line ends stay, so that a pattern found here is code and not prose.
 *
 * A scanner, not a parser: whether a slash begins a regular expression is judged by what stands before it.
 */
export function blankOut(text: string): string {
  const out = text.split('');
  const erase = (from: number, to: number, filler: string): void => {
    for (let at = from; at < to; at += 1) if (out[at] !== '\n') out[at] = filler;
  };
  /** Open templates: how many braces are open inside of the `${` of each. */
  const templates: number[] = [];
  let at = 0;
  while (at < text.length) {
    const end = endOfToken(text, at, templates);
    if (end.erase !== undefined) erase(end.erase.from, end.erase.to, end.isComment === true ? ' ' : '_');
    at = end.next;
  }
  return out.join('');
}

interface TokenEnd {
  readonly next: number;
  readonly erase?: { readonly from: number; readonly to: number };
  readonly isComment?: boolean;
}

function endOfToken(text: string, at: number, templates: number[]): TokenEnd {
  const character = text[at] ?? '';
  const next = text[at + 1];
  if (character === '/' && next === '/') return commentUntil(at, indexOrEnd(text, '\n', at));
  if (character === '/' && next === '*') return commentUntil(at, indexOrEnd(text, '*/', at + 2) + 2);
  if (character === "'" || character === '"') {
    const close = closing(text, at + 1, character);
    return { next: close + 1, erase: { from: at + 1, to: close } };
  }
  if (character === '`') return template(text, at, templates);
  if (character === '{' && templates.length > 0) templates.push((templates.pop() ?? 0) + 1);
  if (character === '}' && templates.length > 0) {
    const open = templates.pop() ?? 0;
    if (open === 0) return template(text, at, templates);
    templates.push(open - 1);
  }
  if (character === '/' && beginsExpression(text, at)) {
    const close = closing(text, at + 1, '/');
    return { next: close + 1, erase: { from: at + 1, to: close } };
  }
  return { next: at + 1 };
}

/** From the opening backtick, or the brace that ends a substitution, to the next substitution or the closing backtick. */
function template(text: string, at: number, templates: number[]): TokenEnd {
  let end = at + 1;
  while (end < text.length && text[end] !== '`' && !(text[end] === '$' && text[end + 1] === '{')) {
    end += text[end] === '\\' ? 2 : 1;
  }
  const erase = { from: at + 1, to: end };
  if (text[end] !== '$') return { next: end + 1, erase };
  templates.push(0);
  return { next: end + 2, erase };
}

function commentUntil(from: number, to: number): TokenEnd {
  return { next: to, erase: { from, to }, isComment: true };
}

function indexOrEnd(text: string, what: string, from: number): number {
  const index = text.indexOf(what, from);
  return index === -1 ? text.length : index;
}

/** Where a string or a regular expression ends; a slash in a character class does not end one. */
function closing(text: string, from: number, quote: string): number {
  let inClass = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '\n') return at;
    else if (quote === '/' && character === '[') inClass = true;
    else if (quote === '/' && character === ']') inClass = false;
    else if (character === quote && !inClass) return at;
  }
  return text.length;
}

/** A value cannot be followed by a regular expression: there a slash divides. */
function beginsExpression(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 40), at).trimEnd();
  if (before === '') return true;
  return /[(,=:[!&|?{};+<>~*-]$/.test(before) || /\b(return|typeof|case|in|of|await|yield)$/.test(before);
}
