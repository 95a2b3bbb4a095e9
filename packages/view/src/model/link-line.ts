import type { LinkWindow } from './link-columns.ts';

/** How many numbers are read of a window: its sequence, its time, and those of `LinkWindow`. */
export const linkNumbers = 10;

/** Of which system, and of which link of it. */
export interface LinkName {
  readonly system: string;
  readonly link: string;
}

/** What a page keeps of a `link-window`. */
export interface LinkLine extends LinkName {
  readonly sequence: number;
  readonly atUs: number;
  readonly window: LinkWindow;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The parts of such a line, as the lab writes it, in order: a text that must stand there, and what follows it. */
type Part = { readonly before: Uint8Array; readonly follows: 'kept' | 'skipped' | 'name' | 'nothing' };

function part(before: string, follows: Part['follows']): Part {
  return { before: encoder.encode(before), follows };
}

const parts: readonly Part[] = [
  part('{"sequence":', 'kept'),
  part(',"atUs":', 'kept'),
  part(',"system":"', 'name'),
  part('","type":"link-window","link":"', 'name'),
  part('","startUs":', 'kept'),
  part(',"endUs":', 'kept'),
  part(',"connections":', 'skipped'),
  part(',"requests":', 'kept'),
  part(',"errors":', 'kept'),
  part(',"bytesForward":', 'skipped'),
  part(',"bytesBack":', 'skipped'),
  part(',"latency":{"count":', 'kept'),
  part(',"meanMs":', 'skipped'),
  part(',"p50Ms":', 'kept'),
  part(',"p95Ms":', 'kept'),
  part(',"p99Ms":', 'kept'),
  part(',"maxMs":', 'skipped'),
  part('}}', 'nothing'),
];

const quote = 0x22;
const backslash = 0x5c;
const dot = 0x2e;
const zero = 0x30;

/** More digits than this are not read here: they would not be exact. */
const mostDigits = 15;

/**
 * Reads windows of links off the bytes of lines, with no text and no object made of them: it takes a third of the time
 * that JSON takes. A line that is written in any other way is left to be read as JSON.
 */
export class LinkLineReader {
  readonly names: LinkName[] = [];
  readonly #bytes: Uint8Array;
  /** By a number made of the bytes of a name: its place in `names`, and where the bytes stand. */
  readonly #known = new Map<number, { readonly place: number; readonly at: readonly Span[] }>();
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /**
   * @param numbers where the numbers are put, from `place` on.
   * @returns the place of the system and the link in `names`; undefined where the line is no such window.
   */
  read(start: number, end: number, numbers: Float64Array, place: number): number | undefined {
    this.#at = start;
    let written = 0;
    const spans: Span[] = [];
    for (const { before, follows } of parts) {
      if (!this.#passes(before, end)) return undefined;
      if (follows === 'name') {
        const span = this.#name(end);
        if (span === undefined) return undefined;
        spans.push(span);
      } else if (follows !== 'nothing') {
        const value = this.#number(end);
        if (Number.isNaN(value)) return undefined;
        if (follows === 'skipped') continue;
        numbers[place + written] = value;
        written += 1;
      }
    }
    const isInPlace = Number.isInteger(numbers[place]) && Number.isInteger(numbers[place + 1]);
    return isInPlace && this.#at === end ? this.#placeOf(spans) : undefined;
  }

  #passes(text: Uint8Array, end: number): boolean {
    const at = this.#at;
    if (at + text.length > end) return false;
    for (let index = 0; index < text.length; index += 1) if (this.#bytes[at + index] !== text[index]) return false;
    this.#at = at + text.length;
    return true;
  }

  /** A name without escapes, up to the quote after it. */
  #name(end: number): Span | undefined {
    const from = this.#at;
    for (let at = from; at < end; at += 1) {
      const byte = this.#bytes[at];
      if (byte === backslash) return undefined;
      if (byte !== quote) continue;
      this.#at = at;
      return at > from ? { from, to: at } : undefined;
    }
    return undefined;
  }

  /** A number without sign and exponent; NaN where there is none. Exact as long as its digits are a safe integer. */
  #number(end: number): number {
    let value = 0;
    let digits = 0;
    let fraction = -1;
    let at = this.#at;
    for (; at < end; at += 1) {
      const byte = this.#bytes[at] ?? 0;
      if (byte === dot && fraction === -1 && digits > 0) fraction = digits;
      else if (byte >= zero && byte < zero + 10) {
        value = value * 10 + (byte - zero);
        digits += 1;
      } else break;
    }
    this.#at = at;
    if (digits === 0 || digits > mostDigits || fraction === digits) return Number.NaN;
    return fraction === -1 ? value : value / 10 ** (digits - fraction);
  }

  #placeOf(spans: readonly Span[]): number | undefined {
    let hash = 0;
    for (const { from, to } of spans) {
      for (let at = from; at < to; at += 1) hash = (Math.imul(hash, 31) + (this.#bytes[at] ?? 0)) | 0;
    }
    const known = this.#known.get(hash);
    // Two names of one number: the other is read as JSON.
    if (known !== undefined) return this.#areEqual(known.at, spans) ? known.place : undefined;
    const [system = '', link = ''] = spans.map(({ from, to }) => decoder.decode(this.#bytes.subarray(from, to)));
    const place = this.names.push({ system, link }) - 1;
    this.#known.set(hash, { place, at: spans });
    return place;
  }

  #areEqual(left: readonly Span[], right: readonly Span[]): boolean {
    return left.every((span, index) => {
      const other = right[index];
      if (other === undefined || other.to - other.from !== span.to - span.from) return false;
      for (let at = 0; at < span.to - span.from; at += 1) {
        if (this.#bytes[span.from + at] !== this.#bytes[other.from + at]) return false;
      }
      return true;
    });
  }
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The window whose numbers stand in a row from `place` on. */
export function linkLineAt(numbers: Float64Array, place: number, { system, link }: LinkName): LinkLine {
  const at = (offset: number) => numbers[place + offset] ?? Number.NaN;
  return {
    sequence: at(0),
    atUs: at(1),
    system,
    link,
    window: {
      startUs: at(2),
      endUs: at(3),
      requests: at(4),
      errors: at(5),
      latencies: at(6),
      p50Ms: at(7),
      p95Ms: at(8),
      p99Ms: at(9),
    },
  };
}
