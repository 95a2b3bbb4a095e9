import type { ExpectedText } from './expected-text.ts';

const newline = 0x0a;
const quote = 0x22;
const backslash = 0x5c;
const dot = 0x2e;
const zero = 0x30;
const space = 0x20;

/** So many digits are an exact integer; a number of more is left to the language, which takes longer. */
const exactDigits = 15;

/** No number of ours has more; one that has is not read. */
const mostDigits = 30;

const powersOfTen = Array.from({ length: exactDigits + 1 }, (_, exponent) => 10 ** exponent);

/** Goes through the bytes of a line of JSON, and makes no object and, as nearly always, no text of them. */
export class ByteCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #end = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Where it stands among all bytes. */
  get at(): number {
    return this.#at;
  }

  /** No text and no number of a line goes beyond its line break. */
  get isAtLineEnd(): boolean {
    return this.#at === this.#end || this.#bytes[this.#at] === newline;
  }

  /** Goes to the beginning of a line. @param end where all lines end. */
  begin(start: number, end: number): void {
    this.#at = start;
    this.#end = end;
  }

  /** Goes past this text. @returns false where another one stands; it then stays where it is. */
  passes({ bytes, words }: ExpectedText): boolean {
    const at = this.#at;
    const view = this.#view;
    const end = at + bytes.length;
    if (end > this.#end) return false;
    let offset = 0;
    for (let word = 0; word < words.length; word += 1, offset += 4) {
      if (view.getUint32(at + offset, true) !== words[word]) return false;
    }
    for (; offset < bytes.length; offset += 1) {
      if (this.#bytes[at + offset] !== bytes[offset]) return false;
    }
    this.#at = end;
    return true;
  }

  /** Goes past a sign of JSON. */
  passesSign(sign: string): boolean {
    if (this.#at >= this.#end || this.#bytes[this.#at] !== sign.charCodeAt(0)) return false;
    this.#at += 1;
    return true;
  }

  /** Goes on to the end of a text without escapes, where its quote stands. @returns false where there is none. */
  passesText(): boolean {
    const bytes = this.#bytes;
    const end = this.#end;
    for (let at = this.#at; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === quote) {
        this.#at = at;
        return true;
      }
      if (byte === backslash || byte < space) return false;
    }
    return false;
  }

  /** Goes past a number without sign and exponent. @returns it as JSON has it; NaN where there is none. */
  number(): number {
    const bytes = this.#bytes;
    const end = this.#end;
    const first = this.#at;
    let value = 0;
    let digits = 0;
    let whole = -1;
    let at = first;
    for (; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === dot && whole === -1 && digits > 0) whole = digits;
      else if (byte >= zero && byte < zero + 10) {
        value = value * 10 + (byte - zero);
        digits += 1;
      } else break;
    }
    this.#at = at;
    if (digits === 0 || digits > mostDigits || whole === digits) return Number.NaN;
    if (bytes[first] === zero && digits > 1 && whole !== 1) return Number.NaN;
    if (digits > exactDigits) return Number(Reflect.apply(String.fromCharCode, null, bytes.subarray(first, at)));
    return whole === -1 ? value : value / (powersOfTen[digits - whole] ?? Number.NaN);
  }
}
