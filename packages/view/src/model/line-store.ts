import { firstPlace } from './binary-search.ts';
import { GrowingColumn } from './growing-column.ts';
import type { LineBatch } from './line-batch.ts';

/** Lines as bytes, and where each of them begins and ends. */
export type LineBlock = Pick<LineBatch, 'bytes' | 'starts' | 'ends'>;

const decoder = new TextDecoder();

/**
 * The lines of a journal as bytes, in the blocks in which they came: half a million texts would be half a million things
 * for the collector to go through. A line becomes a text when someone looks at it.
 */
export class LineStore {
  readonly #blocks: { readonly block: LineBlock; readonly first: number }[] = [];
  /** Of each line its number among all lines of the blocks, some of which were not taken. */
  readonly #numbers = new GrowingColumn();
  #lines = 0;

  get length(): number {
    return this.#numbers.length;
  }

  /** Takes the line at a place of a block; those of one block come one after the other. */
  push(block: LineBlock, place: number): void {
    let last = this.#blocks.at(-1);
    if (last?.block !== block) {
      last = { block, first: this.#lines };
      this.#blocks.push(last);
      this.#lines += block.starts.length;
    }
    this.#numbers.push(last.first + place);
  }

  /** The text of a line; undefined outside. */
  text(index: number): string | undefined {
    const number = this.#numbers.at(index);
    const after = firstPlace(this.#blocks.length, (at) => (this.#blocks[at]?.first ?? number) > number);
    const found = Number.isNaN(number) ? undefined : this.#blocks[after - 1];
    if (found === undefined) return undefined;
    const { bytes, starts, ends } = found.block;
    const place = number - found.first;
    return decoder.decode(bytes.subarray(starts[place], ends[place]));
  }
}
