/** Takes the framing off a body (RFC 9112 sections 6 and 7). */
import { ChunkedBodyReader } from './chunked-body-reader.ts';
import type { BodyFraming, BodyProgress } from './message-head.ts';

/** For one body. Whether it has come to its end is known of a body that ends with the connection by that only. */
export interface BodyReader {
  read(chunk: Buffer): BodyProgress;
}

/** @returns a reader for one body; `none` is not asked for: its reader is over at once. */
export function bodyReader(framing: BodyFraming): BodyReader {
  switch (framing.kind) {
    case 'none':
      return new LengthReader(0);
    case 'length':
      return new LengthReader(framing.bytes);
    case 'chunked':
      return new ChunkedBodyReader();
    case 'until-close':
      return untilClose;
    default:
      return framing satisfies never;
  }
}

const untilClose: BodyReader = { read: (chunk) => ({ kind: 'content', content: contentOf(chunk), isOver: false }) };

class LengthReader implements BodyReader {
  #missing: number;

  constructor(bytes: number) {
    this.#missing = bytes;
  }

  read(chunk: Buffer): BodyProgress {
    if (chunk.length < this.#missing) {
      this.#missing -= chunk.length;
      return { kind: 'content', content: contentOf(chunk), isOver: false };
    }
    const end = this.#missing;
    this.#missing = 0;
    const content = end === chunk.length ? chunk : chunk.subarray(0, end);
    return { kind: 'content', content: contentOf(content), isOver: true, rest: chunk.subarray(end) };
  }
}

function contentOf(bytes: Buffer): readonly Buffer[] {
  return bytes.length === 0 ? [] : [bytes];
}
