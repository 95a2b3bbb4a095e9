/** A body, or the beginning of one, that is kept until it is known what becomes of it. */

const firstBytes = 1024;

/** Copies what it is given into one buffer that grows: pieces of one byte each cost no more than their byte. */
export class HeldBody {
  #buffer: Buffer;
  #length = 0;

  /** @param expectedBytes where the length is known. */
  constructor(expectedBytes?: number) {
    this.#buffer = Buffer.allocUnsafe(expectedBytes ?? firstBytes);
  }

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

  /** What was held so far; a view that the next `append` may leave behind. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  append(content: readonly Buffer[]): void {
    for (const piece of content) {
      const length = this.#length + piece.length;
      if (length > this.#buffer.length) {
        const larger = Buffer.allocUnsafe(Math.max(length, this.#buffer.length * 2));
        this.#buffer.copy(larger, 0, 0, this.#length);
        this.#buffer = larger;
      }
      piece.copy(this.#buffer, this.#length);
      this.#length = length;
    }
  }
}

/** How many bytes there are in all pieces. */
export function lengthOf(content: readonly Buffer[]): number {
  let bytes = 0;
  for (const piece of content) bytes += piece.length;
  return bytes;
}
