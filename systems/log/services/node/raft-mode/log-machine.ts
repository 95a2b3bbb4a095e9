/**
 * The state machine behind the Raft log: it puts the messages of committed entries into the store. Each message's place and
 * Lamport time, and whether it is a repetition, follow from the log alone, so they are the same on every node.
 */
import type { RaftEntry } from '@temblor/protocols/raft/types';
import { digestOf } from '../store/key-digest.ts';
import type { StoredMessage } from '../store/message-block.ts';
import { readBlockHeader } from '../store/message-block.ts';
import type { MessageStore, MessageStoreOptions } from '../store/message-store.ts';
import type { OpenedStore } from '../store/open-message-store.ts';
import { openMessageStore } from '../store/open-message-store.ts';
import { decodeBatch } from './message-batch.ts';
import { defaultReach, RecentKeys } from './recent-keys.ts';

/** What became of a message of a batch: its place, or that of the message whose key it repeats. */
export type Placed =
  | { readonly isRepeated: false; readonly id: number; readonly lamportTimestamp: number }
  | { readonly isRepeated: true; readonly id: number };

/** What an entry did. */
export interface Applied {
  /** What became of its messages, in their order; nothing where the store held them already. */
  readonly placed: readonly Placed[];
  /** Those that came into the store. */
  readonly added: readonly StoredMessage[];
}

const nothingApplied: Applied = { placed: [], added: [] };

export class LogMachine implements AsyncDisposable {
  readonly store: MessageStore;
  readonly #keys: RecentKeys;

  private constructor(store: MessageStore, keys: RecentKeys) {
    this.store = store;
    this.#keys = keys;
  }

  /**
   * The machine as it was when its store was written; closing it closes the store.
   *
   * @param keyReach how many messages back a key is known; a million where absent.
   * @throws what `openMessageStore` throws, and `store-damaged`.
   */
  static async open(
    options: MessageStoreOptions,
    keyReach: number = defaultReach,
  ): Promise<{ readonly machine: LogMachine } & Omit<OpenedStore, 'store'>> {
    let read = new RecentKeys(keyReach);
    const { store, ...found } = await openMessageStore(options, {
      count: keyReach,
      begin: (expected) => {
        read = new RecentKeys(keyReach, expected);
      },
      takeKeys: (keys) => read.addKeys(keys),
      takeBlock: (block) => read.addBlock(block),
    });
    await using opened = new AsyncDisposableStack();
    opened.use(store);
    const keys = read.isCompleteAt(store.count) ? read : await RecentKeys.of(store, keyReach);
    opened.move();
    return { machine: new LogMachine(store, keys), ...found };
  }

  /** The message that this key was given to; undefined where it was given to none of the last. */
  idOfKey(key: string): number | undefined {
    return this.#keys.find(digestOf(key), this.store.count + 1);
  }

  /**
   * Applies the next committed entry. What the store holds already, from before a restart or from another node, is left.
   *
   * @throws `disk-full`, `disk-failed`.
   */
  apply(entry: RaftEntry): Applied {
    const { count, lamportTimestamp, position } = this.store.end;
    if (entry.kind !== 'data' || entry.index <= position) return nothingApplied;
    const placed: Placed[] = [];
    const added: StoredMessage[] = [];
    let lamport = lamportTimestamp;
    for (const proposed of decodeBatch(entry.data)) {
      const { content, nodeId, physicalTimestamp, idempotencyKey } = proposed;
      const keyDigest = idempotencyKey === undefined ? undefined : digestOf(idempotencyKey);
      const nextId = count + added.length + 1;
      const known = keyDigest === undefined ? undefined : this.#keys.find(keyDigest, nextId);
      if (known !== undefined) {
        placed.push({ isRepeated: true, id: known });
        continue;
      }
      // A leader that has not applied what others left may propose a time that was given already.
      lamport = Math.max(lamport + 1, proposed.lamportTimestamp);
      const message = { id: nextId, content, lamportTimestamp: lamport, nodeId, physicalTimestamp, term: entry.term };
      if (keyDigest !== undefined) this.#keys.add(keyDigest, nextId);
      added.push(keyDigest === undefined ? message : { ...message, keyDigest });
      placed.push({ isRepeated: false, id: nextId, lamportTimestamp: lamport });
    }
    this.store.append(entry.index, added);
    return { placed, added };
  }

  /**
   * Takes a block of another node's store; one that was applied in the meantime is left.
   *
   * @returns the messages that came into the store.
   * @throws `store-gap`, `disk-full`, `disk-failed`.
   */
  takeBlock(block: Buffer): readonly StoredMessage[] {
    if ((readBlockHeader(block)?.firstId ?? 0) <= this.store.count) return [];
    const messages = this.store.appendEncoded(block);
    this.#keys.addBlock(block);
    return messages;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store[Symbol.asyncDispose]();
  }
}
