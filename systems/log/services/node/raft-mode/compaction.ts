/**
 * Lets the Raft log's beginning go: its messages are in the store, so once they are durable there the entries are not
 * needed. What came while the store was synced stays, so that a follower that is a little behind needs no snapshot.
 */
import type { RaftEntry } from '@temblor/protocols/raft/types';
import type { MessageStore } from '../store/message-store.ts';

export interface CompactionOptions {
  readonly store: Pick<MessageStore, 'count' | 'sync'>;
  /** Entries up to `index` may go; the store holds `count` messages durably. */
  readonly compact: (index: number, count: number) => void;
  /**
   * The messages could not be made durable. A system that failed to write may say the next time that all is written, though
   * it is not (Rebello et al. 2020, "Can applications recover from fsync failures?"): the node is to end.
   */
  readonly failed: (error: unknown) => void;
  /** Data in the Raft log, in characters, after which it is compacted. */
  readonly afterLength: number;
  /**
   * Which node of how many this is, from 0. Each compacts after another length than the others, from all of `afterLength`
   * down to half: one that does is slow for a moment, and seldom at the same time as another.
   */
  readonly turn: { readonly place: number; readonly of: number };
}

export class Compaction {
  readonly #options: CompactionOptions;
  readonly #afterLength: number;
  #length = 0;
  #isRunning = false;

  constructor(options: CompactionOptions) {
    const { afterLength, turn } = options;
    this.#options = options;
    this.#afterLength = Math.ceil(afterLength * (1 - turn.place / (2 * turn.of)));
  }

  /** The store holds what this entry brought. */
  applied(entry: RaftEntry): void {
    if (entry.kind === 'data') this.#length += entry.data.length;
    if (this.#length < this.#afterLength || this.#isRunning) return;
    this.#length = 0;
    this.#isRunning = true;
    const { count } = this.#options.store;
    this.#options.store
      .sync()
      .then(() => this.#options.compact(entry.index, count))
      .catch(this.#options.failed)
      .finally(() => {
        this.#isRunning = false;
      });
  }
}
