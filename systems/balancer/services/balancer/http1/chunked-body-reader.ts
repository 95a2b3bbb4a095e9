/**
 * Reads a chunked body (RFC 9112 section 7.1): its content, without sizes, extensions and trailers. Strict where readers
 * are known to differ, so that what is a chunk here is one for whoever reads after us: a size is hexadecimal digits and
 * nothing else, every line ends with CR LF, the data are followed by it at once (J. Kettle, "HTTP/1.1 must die", 2025;
 * B. Jabiyev and others, "T-Reqs", 2021; CVE-2023-39326 for what the extensions may amount to).
 */
import {
  carriageReturn,
  endOfRun,
  extensionBytes,
  isWhiteSpace,
  lineFeed,
  semicolon,
  tokenBytes,
} from './characters.ts';
import { readFieldLines } from './field-lines.ts';
import { roleOf } from './field-roles.ts';
import { HeadGatherer } from './head-gatherer.ts';
import type { BodyProgress } from './message-head.ts';
import type { Refused } from './refusal.ts';
import { refused } from './refusal.ts';

const maxSizeDigits = 15;
const maxExtensionBytes = 256;
/** Of all chunks together: content of one byte a chunk costs whoever sends it more than us, but not without end. */
const maxExtensionBytesInAll = 16_384;
const maxTrailerBytes = 4_096;
const maxTrailers = 32;

/** Where in the body the next byte is. */
type Place =
  | { readonly kind: 'size' }
  | { readonly kind: 'extension' }
  /** The line of a size is over but for its LF. */
  | { readonly kind: 'size-end' }
  | { readonly kind: 'data' }
  | { readonly kind: 'data-end'; readonly awaited: number }
  | { readonly kind: 'trailers'; readonly gatherer: HeadGatherer }
  | { readonly kind: 'over' }
  | Refused;

const size: Place = { kind: 'size' };
const extension: Place = { kind: 'extension' };
const sizeEnd: Place = { kind: 'size-end' };
const data: Place = { kind: 'data' };
const dataReturn: Place = { kind: 'data-end', awaited: carriageReturn };
const dataFeed: Place = { kind: 'data-end', awaited: lineFeed };
const over: Place = { kind: 'over' };

export class ChunkedBodyReader {
  #place: Place = size;
  /** Of the size that is read, then of the data that are missing. */
  #bytes = 0;
  #digits = 0;
  /** Of the extension that is read: a character a byte. */
  #extension = '';
  #extensionBytesInAll = 0;

  read(chunk: Buffer): BodyProgress {
    const content: Buffer[] = [];
    let at = 0;
    while (at < chunk.length) {
      const place = this.#place;
      switch (place.kind) {
        case 'size':
          at = this.#readSize(chunk, at);
          break;
        case 'extension':
          at = this.#readExtension(chunk, at);
          break;
        case 'size-end':
          this.#place = chunk[at] === lineFeed ? this.#afterSize() : refused(400, 'bare-line-break-in-chunk');
          at += 1;
          break;
        case 'data':
          at = this.#readData(chunk, at, content);
          break;
        case 'data-end':
          this.#place = chunk[at] === place.awaited ? nextOf(place.awaited) : refused(400, 'no-line-break-after-chunk');
          at += 1;
          break;
        case 'trailers': {
          const rest = this.#readTrailers(at === 0 ? chunk : chunk.subarray(at), place.gatherer);
          if (rest !== undefined) return { kind: 'content', content, isOver: true, rest };
          at = chunk.length;
          break;
        }
        case 'over':
          return { kind: 'content', content, isOver: true, rest: chunk.subarray(at) };
        case 'refused':
          return place;
        default:
          return place satisfies never;
      }
    }
    return this.#place.kind === 'refused' ? this.#place : { kind: 'content', content, isOver: false };
  }

  /** @returns where what follows begins. */
  #readSize(chunk: Buffer, from: number): number {
    let at = from;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      const digit = digitValues[byte] ?? noDigit;
      if (digit !== noDigit) {
        this.#bytes = this.#bytes * 16 + digit;
        this.#digits += 1;
        if (this.#digits <= maxSizeDigits && this.#bytes <= Number.MAX_SAFE_INTEGER) continue;
        this.#place = refused(400, 'chunk-too-large');
      } else if (this.#digits > 0 && byte === carriageReturn) this.#place = sizeEnd;
      else if (this.#digits > 0 && byte === semicolon) this.#place = extension;
      else this.#place = refused(400, 'bad-chunk-size');
      return at + 1;
    }
    return at;
  }

  #readExtension(chunk: Buffer, from: number): number {
    const longest = Math.min(chunk.length, from + maxExtensionBytes + 1 - this.#extension.length);
    let end = from;
    while (end < longest && extensionBytes[chunk[end] ?? 0] === 1) end += 1;
    this.#extension += chunk.toString('latin1', from, end);
    this.#extensionBytesInAll += end - from;
    if (this.#extension.length > maxExtensionBytes || this.#extensionBytesInAll > maxExtensionBytesInAll) {
      this.#place = refused(400, 'chunk-extensions-too-long');
    } else if (end < chunk.length) {
      const isWhole = chunk[end] === carriageReturn && isExtension(this.#extension);
      this.#place = isWhole ? sizeEnd : refused(400, 'bad-chunk-extension');
      this.#extension = '';
      return end + 1;
    }
    return end;
  }

  #afterSize(): Place {
    this.#digits = 0;
    if (this.#bytes > 0) return data;
    const gatherer = new HeadGatherer(maxTrailerBytes, trailersBegin);
    // The end of the last chunk's line: without trailers the empty line follows it at once.
    gatherer.read(lineEnd);
    return { kind: 'trailers', gatherer };
  }

  #readData(chunk: Buffer, from: number, content: Buffer[]): number {
    const end = Math.min(chunk.length, from + this.#bytes);
    content.push(from === 0 && end === chunk.length ? chunk : chunk.subarray(from, end));
    this.#bytes -= end - from;
    if (this.#bytes === 0) this.#place = dataReturn;
    return end;
  }

  /** @returns what follows the body, once that is over. */
  #readTrailers(chunk: Buffer, gatherer: HeadGatherer): Buffer | undefined {
    const gathered = gatherer.read(chunk);
    if (gathered.kind === 'more') return undefined;
    if (gathered.kind === 'refused') {
      this.#place = gathered;
      return undefined;
    }
    const fault = trailerFault(gathered.text);
    this.#place = fault === undefined ? over : gatherer.firstFault(gathered.text, fault);
    return fault === undefined ? gathered.rest : undefined;
  }
}

function nextOf(awaited: number): Place {
  return awaited === carriageReturn ? dataFeed : size;
}

/** Begins with a name, and has no white space at its ends: there some stop reading, and some go on. */
function isExtension(text: string): boolean {
  return endOfRun(text, 0, tokenBytes) > 0 && !isWhiteSpace(text.charCodeAt(text.length - 1));
}

const lineEnd = Buffer.from('\r\n');

const trailersBegin = { check: () => undefined, whenTooLong: { status: 431, reason: 'trailers-too-long' } } as const;

/** Trailers are dropped; ones that would reframe or redirect the message are none (RFC 9110 section 6.5.1). */
function trailerFault(text: string): Refused | undefined {
  const lines = readFieldLines(text, lineEnd.length, maxTrailers);
  if (lines.kind === 'refused') return lines;
  const isForbidden = lines.fields.some((name, index) => index % 2 === 0 && roleOf(name) !== 'plain');
  return isForbidden ? refused(400, 'forbidden-trailer') : undefined;
}

const noDigit = 255;

/** What each byte is worth as a hexadecimal digit. */
const digitValues = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase());
  return digit === -1 ? noDigit : digit;
});
