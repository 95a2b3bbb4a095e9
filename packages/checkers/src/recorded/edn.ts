/**
 * Reads EDN (github.com/edn-format/edn) as far as Jepsen writes it, into what JSON has: keywords and symbols become texts
 * without their colon, vectors, lists and sets become arrays, maps become objects, and of a tagged value the value remains.
 */
import type { Json } from '../history/operation.ts';

/** @throws SyntaxError where the text is not one value. */
export function parseEdn(text: string): Json {
  const parser = new EdnParser(text);
  const value = parser.readValue();
  parser.expectEnd();
  return value;
}

const closers: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
const blank = /(?:[\s,]|;[^\n]*)*/y;
const token = /[^\s,;"()[\]{}]+/y;

class EdnParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  expectEnd(): void {
    this.#skipBlank();
    if (this.#at < this.#text.length) throw this.#unexpected('the end');
  }

  readValue(): Json {
    this.#skipBlank();
    const character = this.#text[this.#at] ?? '';
    if (character === '"') return this.#readString();
    if (character === '[' || character === '(') return this.#readUntil(closers[character] ?? '');
    if (character === '{') return this.#readMap();
    if (character === '#') return this.#readDispatch();
    return this.#readAtom();
  }

  #readUntil(closer: string): Json[] {
    this.#at += 1;
    const values: Json[] = [];
    for (;;) {
      this.#skipBlank();
      if (this.#text[this.#at] === closer) break;
      if (this.#at >= this.#text.length) throw this.#unexpected(`'${closer}'`);
      values.push(this.readValue());
    }
    this.#at += 1;
    return values;
  }

  #readMap(): Json {
    const flat = this.#readUntil('}');
    if (flat.length % 2 === 1) throw new SyntaxError('a map has a key without a value');
    const entries: [string, Json][] = [];
    for (let index = 0; index < flat.length; index += 2) {
      const key = flat[index] ?? null;
      entries.push([typeof key === 'string' ? key : JSON.stringify(key), flat[index + 1] ?? null]);
    }
    return Object.fromEntries(entries);
  }

  /** A set, or a tag before a value. What is discarded (`#_`) is not written by Jepsen. */
  #readDispatch(): Json {
    this.#at += 1;
    if (this.#text[this.#at] === '{') return this.#readUntil('}');
    this.#readToken();
    return this.readValue();
  }

  #readString(): string {
    let text = '';
    for (let at = this.#at + 1; at < this.#text.length; at += 1) {
      const character = this.#text[at] ?? '';
      if (character === '"') {
        this.#at = at + 1;
        return text;
      }
      if (character !== '\\') {
        text += character;
        continue;
      }
      at += 1;
      const escaped = this.#text[at] ?? '';
      if (escaped === 'u') {
        text += String.fromCharCode(Number.parseInt(this.#text.slice(at + 1, at + 5), 16));
        at += 4;
      } else text += escapes[escaped] ?? escaped;
    }
    throw new SyntaxError('a string has no end');
  }

  #readAtom(): Json {
    const atom = this.#readToken();
    if (atom === 'nil') return null;
    if (atom === 'true' || atom === 'false') return atom === 'true';
    if (/^[+-]?\d/.test(atom)) {
      const number = Number(atom.replace(/[NM]$/, ''));
      // Of those beyond, two different ones would be read as one.
      const isExact = Number.isFinite(number) && (Number.isSafeInteger(number) || !Number.isInteger(number));
      return isExact ? number : atom;
    }
    return atom.replace(/^:/, '');
  }

  #readToken(): string {
    token.lastIndex = this.#at;
    const found = token.exec(this.#text)?.[0];
    if (found === undefined) throw this.#unexpected('a value');
    this.#at += found.length;
    return found;
  }

  #skipBlank(): void {
    blank.lastIndex = this.#at;
    this.#at += blank.exec(this.#text)?.[0].length ?? 0;
  }

  #unexpected(expected: string): SyntaxError {
    const found = this.#text.slice(this.#at, this.#at + 12);
    return new SyntaxError(
      `${expected} was expected${found === '' ? ', but there is nothing more' : `, not '${found}'`}`,
    );
  }
}
