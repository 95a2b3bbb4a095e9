/** Finds what stands for bytes that were seen before, with no text made of them. */
export class ByteNames<T> {
  /** Everything that was added; the place is its id. */
  readonly values: T[] = [];
  readonly #bytes: Uint8Array;
  readonly #known = new Map<number, Known>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @param within tells apart what the same bytes stand for. @returns undefined where they are not known. */
  find(within: number, from: number, to: number): number | undefined {
    const known = this.#known.get(this.#hash(within, from, to));
    return known?.within === within && this.#areEqual(known, from, to) ? known.id : undefined;
  }

  /** Of two that have the same hash the newer one is known, and the other is added again. */
  add(within: number, from: number, to: number, value: T): number {
    const id = this.values.push(value) - 1;
    this.#known.set(this.#hash(within, from, to), { id, within, from, to });
    return id;
  }

  #hash(within: number, from: number, to: number): number {
    let hash = within;
    for (let at = from; at < to; at += 1) hash = (Math.imul(hash, 31) + (this.#bytes[at] ?? 0)) | 0;
    return hash;
  }

  #areEqual(known: Known, from: number, to: number): boolean {
    if (known.to - known.from !== to - from) return false;
    for (let offset = 0; offset < to - from; offset += 1) {
      if (this.#bytes[known.from + offset] !== this.#bytes[from + offset]) return false;
    }
    return true;
  }
}

interface Known {
  readonly id: number;
  readonly within: number;
  readonly from: number;
  readonly to: number;
}
