import type { BlockHeader } from './message-block.ts';
import { decodeBlock } from './message-block.ts';

/** What the store ends with. */
export interface StoreEnd {
  /** Messages in the store, and so the id of the last. */
  readonly count: number;
  /** Of the last message; 0 where there is none. */
  readonly lamportTimestamp: number;
  /** Of the last block; 0 where there is none. */
  readonly position: number;
}

/** The end of a store without a message. */
export const emptyStore: StoreEnd = { count: 0, lamportTimestamp: 0, position: 0 };

/** What a store ends with whose last block this is. */
export function endAfter({ firstId, count, position }: BlockHeader, block: Buffer): StoreEnd {
  const lamportTimestamp = decodeBlock(block).at(-1)?.lamportTimestamp ?? 0;
  return { count: firstId + count - 1, position, lamportTimestamp };
}
