/**
 * Idempotency keys of the last messages, by which a repeated one is known. Which they are follows from the log alone: every
 * node that holds the same messages knows the same keys, whenever it came by them. So the bound is a number of messages and
 * no clock's time: nodes would have to forget at the same entry, and a clock that jumps would let a message in twice.
 */
import { hash } from 'node:crypto';
import type { StoredMessage } from '../store/message-block.ts';
import { decodeBlock, readBlockHeader } from '../store/message-block.ts';
import type { MessageStore } from '../store/message-store.ts';

/**
 * A key is known while its message is one of so many last ones: at thirty thousand messages a second for half a minute, which
 * is longer than any client of this system waits before it sends again. They take some 100 MB at most.
 */
const defaultReach = 1_000_000;

export class RecentKeys {
  readonly #reach: number;
  /** Ids by `shortened` key, rising. */
  readonly #ids = new Map<string, number>();

  private constructor(reach: number) {
    this.#reach = reach;
  }

  /** The keys of what a store holds. @param reach how many messages are looked back; the same on every node. */
  static async of(store: MessageStore, reach: number = defaultReach): Promise<RecentKeys> {
    const keys = new RecentKeys(reach);
    for await (const blocks of store.readEncoded(Math.max(0, store.count - reach))) {
      for (const block of blocks) {
        if (readBlockHeader(block)?.hasKeys === true) for (const message of decodeBlock(block)) keys.add(message);
      }
    }
    return keys;
  }

  /** The message that this key was given to; undefined where it is none of those before `nextId` that are remembered. */
  find(key: string, nextId: number): number | undefined {
    const id = this.#ids.get(shortened(key));
    return id !== undefined && id >= nextId - this.#reach ? id : undefined;
  }

  /** Takes note of the next message. */
  add({ id, idempotencyKey }: Pick<StoredMessage, 'id' | 'idempotencyKey'>): void {
    if (idempotencyKey === undefined) return;
    const name = shortened(idempotencyKey);
    this.#ids.delete(name);
    this.#ids.set(name, id);
    for (const [key, old] of this.#ids) {
      if (old > id - this.#reach) return;
      this.#ids.delete(key);
    }
  }
}

/** As long as a UUID: to hash those would take more time than it saves memory. */
const longestKept = 36;

/** A long key's hash of 160 bits, behind a character that no key has: no two keys of a log will ever share one by chance. */
function shortened(key: string): string {
  return key.length <= longestKept ? key : `\0${hash('sha1', key, 'latin1')}`;
}
