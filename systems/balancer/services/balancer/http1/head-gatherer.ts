/**
 * Gathers the bytes of a head until the empty line that ends it, however they are cut into chunks: each byte is looked at
 * once or twice, and held only where a head does not come in one piece.
 *
 * What is refused does not depend on how the bytes were cut. A head that can come to nothing is refused as soon as that is
 * known, so that nobody waits for the end of it: at a line break that is none, after a bad first line, at its bound.
 */
import { carriageReturn, lineFeed } from './characters.ts';
import type { Refusal } from './message-head.ts';
import type { Refused } from './refusal.ts';
import { refused } from './refusal.ts';

/** What the first line of a head must be; the rest is the same for all. */
export interface FirstLine {
  /** @param text the first line with its end, and perhaps what follows. */
  check(text: string): Refusal | undefined;
  /** When the head grows past its bound within the first line. */
  readonly whenTooLong: Refusal;
}

/** `text`: the head with its empty line, a character a byte. `rest`: what follows. */
export type Gathered =
  | { readonly kind: 'more' }
  | { readonly kind: 'whole'; readonly text: string; readonly rest: Buffer }
  | Refused;

const lineEnd = Buffer.from('\r\n');
const emptyLine = Buffer.from('\r\n\r\n');
const nothing = Buffer.alloc(0);
const firstCapacityBytes = 1_024;

const more: Gathered = { kind: 'more' };
const brokenLine = refused(400, 'bare-line-break');
const headTooLong = refused(431, 'head-too-long');

export class HeadGatherer {
  readonly #maxBytes: number;
  readonly #firstLine: FirstLine;
  #held: Buffer = nothing;
  #filled = 0;
  /** How many of the held bytes were looked at for line breaks that are none. */
  #looked = 0;
  #firstLineIsIn = false;

  constructor(maxBytes: number, firstLine: FirstLine) {
    this.#maxBytes = maxBytes;
    this.#firstLine = firstLine;
  }

  get heldBytes(): number {
    return this.#filled;
  }

  /** After a whole head the next one is gathered; after a refusal the reader is done for. */
  read(chunk: Buffer): Gathered {
    if (this.#filled === 0) {
      const end = chunk.indexOf(emptyLine) + emptyLine.length;
      if (end >= emptyLine.length && end <= this.#maxBytes) {
        return { kind: 'whole', text: chunk.toString('latin1', 0, end), rest: restOf(chunk, end) };
      }
    }
    const heldBefore = this.#filled;
    this.#hold(chunk);
    const searchedFrom = Math.max(0, heldBefore - emptyLine.length + 1);
    const found = this.#held.subarray(searchedFrom, this.#filled).indexOf(emptyLine);
    if (found === -1) return this.#refusalSoFar() ?? more;
    const end = searchedFrom + found + emptyLine.length;
    const text = this.#held.toString('latin1', 0, end);
    this.#held = nothing;
    this.#filled = 0;
    this.#looked = 0;
    this.#firstLineIsIn = false;
    return { kind: 'whole', text, rest: restOf(chunk, end - heldBefore) };
  }

  /**
   * @param found what is wrong with a whole head according to who read it.
   * @returns what would have been refused first, had its bytes come one by one.
   */
  firstFault(text: string, found: Refused): Refused {
    const broken = brokenAt(text, 0);
    const ended = text.indexOf('\r\n');
    if (broken !== -1 && broken <= ended) return brokenLine;
    const refusal = this.#firstLine.check(text);
    if (refusal !== undefined) return { kind: 'refused', refusal };
    return broken === -1 ? found : brokenLine;
  }

  #hold(chunk: Buffer): void {
    const filled = Math.min(this.#maxBytes, this.#filled + chunk.length);
    if (filled > this.#held.length) {
      const capacity = Math.min(this.#maxBytes, Math.max(firstCapacityBytes, 2 * filled));
      const larger = Buffer.allocUnsafe(capacity);
      this.#held.copy(larger, 0, 0, this.#filled);
      this.#held = larger;
    }
    chunk.copy(this.#held, this.#filled, 0, filled - this.#filled);
    this.#filled = filled;
  }

  /** Looks at what is new. One byte more than that: it may be the CR of a line end. */
  #refusalSoFar(): Refused | undefined {
    const from = Math.max(0, this.#looked - 1);
    const text = this.#held.toString('latin1', from, this.#filled);
    const broken = brokenAt(text, this.#looked - from);
    this.#looked = this.#filled;
    if (!this.#firstLineIsIn) {
      const ended = text.indexOf('\r\n');
      if (ended !== -1 && (broken === -1 || broken > ended)) {
        this.#firstLineIsIn = true;
        const refusal = this.#firstLine.check(this.#held.toString('latin1', 0, from + ended + lineEnd.length));
        if (refusal !== undefined) return { kind: 'refused', refusal };
      }
    }
    if (broken !== -1) return brokenLine;
    if (this.#filled < this.#maxBytes) return undefined;
    return this.#firstLineIsIn ? headTooLong : { kind: 'refused', refusal: this.#firstLine.whenTooLong };
  }
}

function restOf(chunk: Buffer, from: number): Buffer {
  return from === chunk.length ? nothing : chunk.subarray(from);
}

/** @returns where a CR and a LF do not stand together, or a NUL stands; -1 where all lines end as they must. */
function brokenAt(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const followsReturn = at > 0 && text.charCodeAt(at - 1) === carriageReturn;
    if (followsReturn !== (code === lineFeed) || code === 0) return at;
  }
  return -1;
}
