import { GrowingColumn } from './growing-column.ts';

const decoder = new TextDecoder();

/**
 * The lines of a journal as bytes, in the blocks in which they came: half a million texts would be half a million things
 * for the collector to go through. A line becomes a text when someone looks at it.
 */
export class LineStore {
  readonly #blocks: Uint8Array[] = [];
  readonly #block = new GrowingColumn();
  readonly #start = new GrowingColumn();
  readonly #end = new GrowingColumn();

  get length(): number {
    return this.#block.length;
  }

  /** Takes a line of a block; those of one block come one after the other. */
  push(block: Uint8Array, start: number, end: number): void {
    if (this.#blocks.at(-1) !== block) this.#blocks.push(block);
    this.#block.push(this.#blocks.length - 1);
    this.#start.push(start);
    this.#end.push(end);
  }

  /** The text of a line; undefined outside. */
  text(index: number): string | undefined {
    const block = this.#blocks[this.#block.at(index)];
    return block && decoder.decode(block.subarray(this.#start.at(index), this.#end.at(index)));
  }
}
