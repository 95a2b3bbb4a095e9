/**
 * Idempotency keys of the last messages, by which a repeated one is known. Which they are follows from the log alone: every
 * node that holds the same messages knows the same keys, whenever it came by them.
 */
import type { StoredMessage } from '../store/message-block.ts';
import { decodeBlock, readBlockHeader } from '../store/message-block.ts';
import type { MessageStore } from '../store/message-store.ts';

/** A key is known while its message is one of so many last ones. */
const reach = 100_000;

export class RecentKeys {
  /** Ids by key, rising. */
  readonly #ids = new Map<string, number>();

  /** The keys of what a store holds. */
  static async of(store: MessageStore): Promise<RecentKeys> {
    const keys = new RecentKeys();
    for await (const blocks of store.readEncoded(Math.max(0, store.count - reach))) {
      for (const block of blocks) {
        if (readBlockHeader(block)?.hasKeys === true) for (const message of decodeBlock(block)) keys.add(message);
      }
    }
    return keys;
  }

  /** The message that this key was given to; undefined where it is none of those before `nextId` that are remembered. */
  find(key: string, nextId: number): number | undefined {
    const id = this.#ids.get(key);
    return id !== undefined && id >= nextId - reach ? id : undefined;
  }

  /** Takes note of the next message. */
  add({ id, idempotencyKey }: Pick<StoredMessage, 'id' | 'idempotencyKey'>): void {
    if (idempotencyKey === undefined) return;
    this.#ids.delete(idempotencyKey);
    this.#ids.set(idempotencyKey, id);
    for (const [key, old] of this.#ids) {
      if (old > id - reach) return;
      this.#ids.delete(key);
    }
  }
}
