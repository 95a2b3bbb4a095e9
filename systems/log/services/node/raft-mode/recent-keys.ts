/**
 * Idempotency keys of the last messages, by which a repeated one is known. Which they are follows from the log alone: every
 * node that holds the same messages knows the same keys, whenever it came by them. So the bound is a number of messages and
 * no clock's time: nodes would have to forget at the same entry, and a clock that jumps would let a message in twice.
 */
import { hash } from 'node:crypto';
import type { StoredMessage } from '../store/message-block.ts';
import { readBlockHeader, readBlockKeys } from '../store/message-block.ts';
import type { MessageStore } from '../store/message-store.ts';

/**
 * A key is known while its message is one of so many last ones: at thirty thousand messages a second for half a minute, which
 * is longer than any client of this system waits before it sends again. They take some 100 MB at most.
 */
export const defaultReach = 1_000_000;

/** The keys of the last messages, and which message each was given to. */
export class RecentKeys {
  readonly #reach: number;
  /** Ids by `shortened` key, rising. */
  readonly #ids = new Map<string, number>();
  /**
   * Behind the oldest of them. It is kept, since a new one would pass over the places of all that were deleted before, which
   * the map keeps for long: a million steps for each message.
   */
  #following = this.#ids.entries();
  /** The oldest, as it was when `#following` came by it; undefined where that has come by none. */
  #oldest: readonly [name: string, id: number] | undefined;
  /** The first message that was looked at; undefined where none was. */
  #firstId: number | undefined;

  /** None yet. @param reach how many messages are looked back; the same on every node. */
  constructor(reach: number) {
    this.#reach = reach;
  }

  /** The keys of what a store holds. @param reach as for the constructor. */
  static async of(store: MessageStore, reach: number): Promise<RecentKeys> {
    const keys = new RecentKeys(reach);
    for await (const blocks of store.readEncoded(Math.max(0, store.count - reach))) {
      for (const block of blocks) keys.addBlock(block);
    }
    return keys;
  }

  /** Takes note of the messages of the next block of a store. */
  addBlock(block: Buffer): void {
    const header = readBlockHeader(block);
    if (header === undefined) return;
    this.#firstId ??= header.firstId;
    for (const [place, idempotencyKey] of readBlockKeys(block).entries()) {
      if (idempotencyKey !== null) this.add({ id: header.firstId + place, idempotencyKey });
    }
  }

  /** Whether the blocks that were added are all that matter where the last of them ends with the message `count`. */
  isCompleteAt(count: number): boolean {
    return count === 0 || (this.#firstId !== undefined && this.#firstId <= Math.max(1, count - this.#reach + 1));
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
    const { size } = this.#ids;
    this.#ids.set(name, id);
    if (this.#ids.size === size) {
      // It was there, and stays in its place: the order is that of the ids.
      this.#ids.delete(name);
      this.#ids.set(name, id);
    }
    this.#forgetUpTo(id - this.#reach);
  }

  #forgetUpTo(id: number): void {
    for (let oldest = this.#findOldest(); oldest !== undefined && oldest[1] <= id; oldest = this.#findOldest()) {
      const [name, old] = oldest;
      // Given to a newer message since, it stays.
      if (this.#ids.get(name) === old) this.#ids.delete(name);
      this.#oldest = undefined;
    }
  }

  #findOldest(): readonly [name: string, id: number] | undefined {
    this.#oldest ??= this.#following.next().value;
    // One that has come to the end stays there.
    if (this.#oldest === undefined) this.#following = this.#ids.entries();
    return this.#oldest;
  }
}

/** As long as a UUID: to hash those would take more time than it saves memory. */
const longestKept = 36;

/** A long key's hash of 160 bits, behind a character that no key has: no two keys of a log will ever share one by chance. */
function shortened(key: string): string {
  return key.length <= longestKept ? key : `\0${hash('sha1', key, 'latin1')}`;
}
