/**
 * Idempotency keys of the last messages, by which a repeated one is known. Which they are follows from the log alone: every
 * node that holds the same messages knows the same keys, whenever it came by them. So the bound is a number of messages and
 * no clock's time: nodes would have to forget at the same entry, and a clock that jumps would let a message in twice.
 */
import { readBlockDigests, readBlockHeader } from '../store/message-block.ts';
import type { MessageStore } from '../store/message-store.ts';
import type { KeyDigests } from '../store/segment-keys.ts';
import { DigestTable, digestWords, isDigest } from './digest-table.ts';

/**
 * A key is known while its message is one of so many last ones: at thirty thousand messages a second for half a minute, which
 * is longer than any client of this system waits before it sends again. They take some 50 MB at most.
 */
export const defaultReach = 1_000_000;

/**
 * The digests of the last messages' keys, and which message each was given to. They are in two tables, one for the messages
 * since some point, one for as many before it: what nobody looks for any more goes with its whole table.
 */
export class RecentKeys {
  readonly #reach: number;
  readonly #expected: number;
  #young: DigestTable | undefined;
  #old: DigestTable | undefined;
  /** The first message that was looked at; undefined where none was. */
  #firstId: number | undefined;
  /** The digest in question, as a table reads it. */
  readonly #words = new Int32Array(digestWords);
  readonly #bytes = Buffer.from(this.#words.buffer);

  /**
   * None yet.
   *
   * @param reach how many messages are looked back; the same on every node.
   * @param expected how many of a store will be added, at most.
   */
  constructor(reach: number, expected = 0) {
    this.#reach = reach;
    this.#expected = Math.min(reach, expected);
  }

  /** The keys of what a store holds. @param reach as for the constructor. */
  static async of(store: MessageStore, reach: number): Promise<RecentKeys> {
    const keys = new RecentKeys(reach, store.count);
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
    const digests = readBlockDigests(block);
    for (let at = 0, id = header.firstId; at < digests.length; at += digestWords, id += 1) {
      if (isDigest(digests, at)) this.#tableFor(id).set(digests, at, id);
    }
  }

  /** Takes note of the next messages of a store, which are many. */
  addKeys({ firstId, digests }: KeyDigests): void {
    this.#firstId ??= firstId;
    if (digests.every((word) => word === 0)) return;
    for (let at = 0, id = firstId; at < digests.length; ) {
      const table = this.#tableFor(id);
      const count = Math.min(digests.length / digestWords - (id - firstId), table.firstId + this.#reach - id);
      table.fill(digests.subarray(at, at + count * digestWords), id);
      at += count * digestWords;
      id += count;
    }
  }

  /** Whether the blocks that were added are all that matter where the last of them ends with the message `count`. */
  isCompleteAt(count: number): boolean {
    return count === 0 || (this.#firstId !== undefined && this.#firstId <= Math.max(1, count - this.#reach + 1));
  }

  /** The message that a key was given to; undefined where it is none of those before `nextId` that are remembered. */
  find(digest: string, nextId: number): number | undefined {
    this.#bytes.write(digest, 'latin1');
    const id = this.#young?.find(this.#words, 0) ?? this.#old?.find(this.#words, 0);
    return id !== undefined && id >= nextId - this.#reach ? id : undefined;
  }

  /** Takes note of the key of the next message. */
  add(digest: string, id: number): void {
    this.#bytes.write(digest, 'latin1');
    this.#tableFor(id).set(this.#words, 0, id);
  }

  #tableFor(id: number): DigestTable {
    if (this.#young !== undefined && id - this.#young.firstId < this.#reach) return this.#young;
    this.#old = this.#young;
    // As many are to be expected again.
    this.#young = new DigestTable(id, this.#old?.size ?? this.#expected);
    return this.#young;
  }
}
