/**
 * The messages of a node, in segments on its disk. They are the state: what is in memory is where to find them. Ids are
 * dense, from 1.
 *
 * Appending writes to the system's memory; `sync` makes durable what was appended before it. Who needs more than that (the
 * write-ahead log of raft mode) has it elsewhere.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { syncFolder } from '@temblor/host/write-ahead-log/durable-file';
import { readRecords } from '@temblor/host/write-ahead-log/segment-record';
import { blocksThatGoOn, removeHeldAgain } from './held-again.ts';
import type { BlockHeader, StoredMessage } from './message-block.ts';
import { decodeBlock, encodeBlock, readBlockHeader } from './message-block.ts';
import { SegmentKeys } from './segment-keys.ts';
import type { StoreEnd } from './store-end.ts';
import type { SegmentEnd } from './store-segment.ts';
import { readSegmentPart, StoreSegment, segmentPath } from './store-segment.ts';
import type { Stretch } from './stretch.ts';
import { Stretches } from './stretch.ts';
import { takeBlocks } from './take-blocks.ts';
import { leaveWord, storeDamaged } from './word-of-damage.ts';

export interface MessageStoreOptions {
  /** Made where it is not there. */
  readonly directory: string;
  readonly node: number;
  /** A segment that is longer is the last to grow. 16 MiB where absent: one is read whole when it is checked. */
  readonly segmentBytes?: number;
  /** Told that the store does not hold any more what was written to it, once that is on disk for the next start. */
  readonly damaged?: (error: TemblorError) => void;
}

type StoreParts = MessageStoreOptions & Required<Pick<MessageStoreOptions, 'segmentBytes'>>;

/** So much is checked in one go: others who wait for the processor are let in between. */
const sliceBytes = 256 * 1024;

/** A store that is open. */
export class MessageStore implements AsyncDisposable {
  readonly #options: StoreParts;
  readonly #stretches: Stretches;
  readonly #checking = new Map<Stretch, Promise<void>>();
  #segment: StoreSegment;
  #segmentKeys: SegmentKeys;
  #end: StoreEnd;
  /** Segments that are full and not durable yet. */
  #full: StoreSegment[] = [];
  #isFolderSynced = false;
  #syncing: Promise<void> = Promise.resolve();
  #nextSync: Promise<void> | undefined;

  /** Takes over what `openMessageStore` found. @internal */
  constructor(
    options: StoreParts,
    found: {
      readonly stretches: Stretches;
      readonly segment: StoreSegment;
      readonly segmentKeys: SegmentKeys;
      readonly end: StoreEnd;
    },
  ) {
    this.#options = options;
    this.#stretches = found.stretches;
    this.#segment = found.segment;
    this.#segmentKeys = found.segmentKeys;
    this.#end = found.end;
  }

  get count(): number {
    return this.#end.count;
  }

  get end(): StoreEnd {
    return this.#end;
  }

  /**
   * Puts messages behind the others, as one block: their ids go on from `count`.
   *
   * @throws `disk-full`, `disk-failed`: the store is of no use after that.
   */
  append(position: number, messages: readonly StoredMessage[]): void {
    const last = messages.at(-1);
    if (last === undefined) return;
    this.#add(encodeBlock(position, messages), last);
  }

  /**
   * Puts a block behind the others that another node's store gave out. @returns its messages.
   *
   * @throws `store-gap` where it does not go on from here.
   */
  appendEncoded(block: Buffer): readonly StoredMessage[] {
    const messages = decodeBlock(block);
    const last = messages.at(-1);
    if (last !== undefined) this.#add(block, last);
    return messages;
  }

  #add(block: Buffer, { lamportTimestamp }: StoredMessage): void {
    const header = readBlockHeader(block);
    if (header?.firstId !== this.#end.count + 1) {
      throw new TemblorError('store-gap', `message ${header?.firstId} cannot follow message ${this.#end.count}`);
    }
    if (this.#segment.end.sizeBytes >= this.#options.segmentBytes) this.#beginSegment();
    const { sizeBytes: startBytes, chain } = this.#segment.end;
    this.#segment.append(block);
    this.#segmentKeys.add(block);
    const { number: segment, end } = this.#segment;
    this.#stretches.add({ firstId: header.firstId, segment, startBytes, chain, endBytes: end.sizeBytes });
    this.#end = { count: header.firstId + header.count - 1, lamportTimestamp, position: header.position };
  }

  #beginSegment(): void {
    const { directory, node } = this.#options;
    const { number, end } = this.#segment;
    this.#full.push(this.#segment);
    this.#segmentKeys.write(directory, number, end.chain);
    this.#segmentKeys = new SegmentKeys();
    this.#segment = StoreSegment.create(directory, node, number + 1, end.chain);
    this.#isFolderSynced = false;
  }

  /**
   * Over when everything that was appended before the call is durable. Calls that come while the disk is busy share the
   * next sync.
   *
   * @throws `disk-full`, `disk-failed`.
   */
  sync(): Promise<void> {
    this.#nextSync ??= this.#syncing.then(() => {
      this.#nextSync = undefined;
      this.#syncing = this.#syncAll();
      return this.#syncing;
    });
    return this.#nextSync;
  }

  async #syncAll(): Promise<void> {
    const full = [...this.#full];
    const current = this.#segment;
    for (const segment of full) {
      await segment.sync();
      this.#full.shift(); // not before: one that cannot be synced is closed with the store
      segment[Symbol.dispose]();
    }
    await current.sync();
    if (this.#isFolderSynced) return;
    this.#isFolderSynced = true;
    await syncFolder(this.#options.directory);
  }

  /**
   * Messages from after an id on, in pages of a stretch each, up to the last that is there when the reading begins: so it
   * ends, however fast others append.
   *
   * @throws `store-damaged`, `disk-failed`.
   */
  async *read({ afterId, limit }: { afterId: number; limit: number }): AsyncGenerator<readonly StoredMessage[]> {
    let left = Math.min(limit, this.count - afterId);
    if (left <= 0) return;
    for await (const blocks of this.readEncoded(afterId)) {
      const messages = blocks.flatMap(decodeBlock).filter(({ id }) => id > afterId);
      const page = messages.slice(0, left);
      left -= page.length;
      yield page;
      if (left <= 0) return;
    }
  }

  /**
   * Blocks from the one on that holds the message after an id, up to the last that is there when the reading comes to it;
   * those of a stretch at once. A limit of time and size is the reader's: it may stop between any two.
   *
   * @throws `store-damaged`, `disk-failed`.
   */
  async *readEncoded(afterId: number): AsyncGenerator<readonly Buffer[]> {
    let next = Math.max(0, afterId) + 1;
    while (next <= this.#end.count) {
      const stretch = await this.#checkedStretch(next);
      if (stretch === undefined) return;
      const blocks: Buffer[] = [];
      for (const block of await this.#readStretch(stretch)) {
        const { firstId, count } = block.header;
        if (firstId + count <= next) continue;
        blocks.push(block.bytes);
        next = firstId + count;
      }
      if (blocks.length === 0) throw await this.#damaged(segmentPath(this.#options.directory, stretch.segment));
      yield blocks;
    }
  }

  /** Which stretch holds a message, or would hold it; undefined before the first. */
  async #checkedStretch(id: number): Promise<Stretch | undefined> {
    const stretch = this.#stretches.at(this.#stretches.find(id));
    if (stretch?.uncheckedEnd === undefined) return stretch;
    await this.#check(stretch);
    return this.#stretches.at(this.#stretches.find(id));
  }

  /**
   * Checks what was left unread when the store was opened, a segment at a time, and of that a few milliseconds in one go.
   * Then it deletes what was kept aside of messages that the store holds again.
   *
   * @param pause awaited before each. @throws `store-damaged`, `disk-failed`.
   */
  async checkRest(pause: () => Promise<void>): Promise<void> {
    for (let place = 0; this.#stretches.at(place) !== undefined; ) {
      if (this.#stretches.at(place)?.uncheckedEnd === undefined) {
        place += 1;
        continue;
      }
      await pause();
      const stretch = this.#stretches.at(place); // another one, where somebody has read it meanwhile
      if (stretch?.uncheckedEnd !== undefined) await this.#check(stretch);
    }
    await removeHeldAgain(this.#options, this, pause);
  }

  /** Blocks that go on from here of those that stood behind damage once; none where there are none. @throws `disk-failed`. */
  blocksAside(): Promise<readonly Buffer[]> {
    return blocksThatGoOn(this.#options, { count: this.count, chain: this.#segment.end.chain });
  }

  /** Makes durable what the store holds. @returns how many messages that is. @throws `disk-full`, `disk-failed`. */
  async durableCount(): Promise<number> {
    const { count } = this;
    await this.sync();
    return count;
  }

  /** All who want the same segment wait for one check of it. */
  #check(segment: Stretch): Promise<void> {
    const known = this.#checking.get(segment);
    if (known !== undefined) return known;
    const checking = this.#checkAlone(segment).finally(() => this.#checking.delete(segment));
    this.#checking.set(segment, checking);
    return checking;
  }

  async #checkAlone(segment: Stretch): Promise<void> {
    const { segment: number, startBytes, endBytes, chain, uncheckedEnd } = segment;
    const path = segmentPath(this.#options.directory, number);
    const bytes = await readSegmentPart(path, 0, endBytes);
    let isWhole = bytes.length === endBytes;
    let end: SegmentEnd = { sizeBytes: startBytes, chain };
    let nextId: number | undefined = segment.firstId;
    const read = new Stretches();
    while (isWhole && end.sizeBytes < endBytes) {
      const until = Math.min(endBytes, end.sizeBytes + sliceBytes);
      const { payloads, tail } = readRecords(bytes, end.sizeBytes, end.chain, until);
      const taken = takeBlocks(read, number, { bytes, payloads, start: end }, { nextId, see: () => {} });
      isWhole = tail === 'none' && taken.isWhole;
      ({ end, nextId } = taken);
      await nextTurn();
    }
    const goesOn = this.#stretches.behind(segment)?.firstId === nextId;
    if (!isWhole || end.chain !== uncheckedEnd || !goesOn) throw await this.#damaged(path);
    this.#stretches.refine(segment, read);
  }

  async #readStretch({ segment, startBytes, endBytes, chain }: Stretch): Promise<readonly Block[]> {
    const path = segmentPath(this.#options.directory, segment);
    const bytes = await readSegmentPart(path, startBytes, endBytes);
    const { payloads, tail } = readRecords(bytes, 0, chain);
    const blocks = payloads.flatMap((payload) => {
      const header = readBlockHeader(payload);
      return header === undefined ? [] : [{ header, bytes: payload }];
    });
    const isWhole = tail === 'none' && bytes.length === endBytes - startBytes && blocks.length === payloads.length;
    if (!isWhole) throw await this.#damaged(path);
    return blocks;
  }

  /** Leaves word for the next start, which has to read everything, and tells whoever keeps the store. */
  async #damaged(path: string): Promise<TemblorError> {
    const { directory, damaged } = this.#options;
    const error = storeDamaged(path);
    await leaveWord(directory, error.message).catch(() => {}); // what is on disk is wrong all the same
    damaged?.(error);
    return error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sync().catch(() => {});
    for (const segment of [...this.#full, this.#segment]) segment[Symbol.dispose]();
  }
}

interface Block {
  readonly header: BlockHeader;
  readonly bytes: Buffer;
}
