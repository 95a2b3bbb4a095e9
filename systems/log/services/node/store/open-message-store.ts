/**
 * Opens a store: what is read of it is checked against the checksums, and what is behind the first byte that is wrong is not
 * of the store any more. What is torn was never acknowledged as durable, and is cut; what is damaged is kept aside, renamed,
 * and so is what stands behind it, until the store holds that again.
 *
 * Who wants the keys of the last messages alone waits for these alone, however long the store is. The segments before them,
 * and those whose keys stand in a file, are looked at no further than their first block; `MessageStore.checkRest` checks them
 * later, as does who reads them. Where anything looks wrong, and where damage was met in an earlier life, all of it is read at
 * once.
 */
import { copyFile, readdir, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { makeFolderDurably, syncFolder } from '@temblor/host/write-ahead-log/durable-file';
import { logFailure } from '@temblor/host/write-ahead-log/log-failure';
import { refuseOther } from '@temblor/host/write-ahead-log/read-segments';
import type { SegmentHeader } from '@temblor/host/write-ahead-log/segment-header';
import { readSegmentHeader, segmentHeaderBytes } from '@temblor/host/write-ahead-log/segment-header';
import { readRecords, recordHeaderBytes } from '@temblor/host/write-ahead-log/segment-record';
import { blockFormatVersion, blockHeaderBytes, readBlockHeader } from './message-block.ts';
import type { MessageStoreOptions } from './message-store.ts';
import { MessageStore } from './message-store.ts';
import type { KeyDigests } from './segment-keys.ts';
import { joinKeys, readKeys, removeKeys, SegmentKeys } from './segment-keys.ts';
import type { StoreEnd } from './store-end.ts';
import { emptyStore, endAfter } from './store-end.ts';
import type { SegmentEnd } from './store-segment.ts';
import { readSegmentStart, SegmentReader, StoreSegment, segmentPath, storeSegmentNumber } from './store-segment.ts';
import { Stretches } from './stretch.ts';
import type { SeeBlock } from './take-blocks.ts';
import { takeBlocks } from './take-blocks.ts';
import { isWordLeft, removeWord } from './word-of-damage.ts';

/** What was wrong with a store when it was opened. */
export interface StoreFinding {
  /**
   * `torn`: its end was cut short. `damaged`: bytes were wrong, or a file was missing: messages are lost here. A newest file
   * that is missing leaves no trace in the store: it is found by what the Raft log's snapshot counts.
   */
  readonly kind: 'torn' | 'damaged';
  /** A sentence that names the file. */
  readonly text: string;
}

/** Who wants the keys of the last messages while the store is opened. */
export interface LastKeys {
  /** Of so many messages at the end of the store; at least one. */
  readonly count: number;
  /** Whatever was given before does not hold any more. @param expected how many messages are given now, roughly. */
  readonly begin: (expected: number) => void;
  /**
   * Given the keys that stand in files, all at once. What was lost at the store's end may have been counted: then keys do
   * not reach back far enough.
   */
  readonly takeKeys: (keys: KeyDigests) => void;
  /** Given the blocks behind them in their order, to be read at once. */
  readonly takeBlock: (block: Buffer) => void;
}

interface ReadStore {
  readonly stretches: Stretches;
  /** Of the last segment. */
  readonly segmentKeys: SegmentKeys;
  readonly end: StoreEnd;
  /** The last segment of which anything is good. */
  readonly last: { readonly number: number; readonly end: SegmentEnd } | undefined;
  readonly finding: (StoreFinding & { readonly segment: number }) | undefined;
}

/** A store, and what was found of its past. */
export interface OpenedStore {
  readonly store: MessageStore;
  readonly finding: StoreFinding | undefined;
  /** Whether it ever had messages, also where none of them is left. */
  readonly hadMessages: boolean;
}

/**
 * Opens the store of a node, or begins one.
 *
 * @returns with `finding` where anything was wrong with it; the store then holds what is good, from the beginning on.
 * @throws `log-format-newer`, `log-format-older`, `log-of-another-node`, `disk-full`, `disk-failed`.
 */
export async function openMessageStore(options: MessageStoreOptions, lastKeys?: LastKeys): Promise<OpenedStore> {
  const { directory, node, segmentBytes = 16 * 1024 * 1024 } = options;
  const place = { directory, node };
  try {
    await makeFolderDurably(directory);
    const names = await readdir(directory);
    const numbers = names.map(storeSegmentNumber).filter((number) => number !== undefined);
    const newest = Math.max(0, ...numbers);
    const left =
      lastKeys === undefined || (await isWordLeft(directory)) ? [] : segmentsToLeave(place, newest, lastKeys.count);
    const { finding, last, stretches, segmentKeys, end } = readAfter(left, place, newest, lastKeys);
    if (finding?.kind === 'damaged') await setAside(directory, finding.segment, numbers, last?.number);
    // The next start would find what was just begun once more.
    const isJustBegun = finding?.kind === 'torn' && finding.segment !== last?.number;
    if (isJustBegun) await rm(segmentPath(directory, finding.segment));
    const segment =
      last === undefined
        ? StoreSegment.create(directory, node, 1, 0)
        : StoreSegment.open(directory, last.number, last.end);
    await using opened = new AsyncDisposableStack();
    const store = opened.use(new MessageStore({ ...options, segmentBytes }, { stretches, segment, segmentKeys, end }));
    await store.sync();
    await removeWord(directory);
    opened.move();
    const hasLost = finding?.kind === 'damaged' || names.some((name) => /\.segment\.(damaged|behind)-\d+$/.test(name));
    return { store, finding, hadMessages: store.count > 0 || hasLost };
  } catch (error) {
    throw logFailure('open the messages in', directory, error);
  }
}

/** A segment that is not read now, as the start of it and of the next one tell. */
interface LeftSegment {
  readonly firstId: number;
  readonly sizeBytes: number;
  /** The checksums that its first record begins with, and that its last one ends with. */
  readonly chain: number;
  readonly endChain: number;
  /** Those of its messages; absent where it is too old for anybody to want them. */
  readonly keys?: KeyDigests;
}

type StorePlace = Pick<MessageStoreOptions, 'directory' | 'node'>;

/** The segments that end before the last messages begin, and those whose keys are known; none where one looks wrong. */
function segmentsToLeave({ directory, node }: StorePlace, newest: number, count: number): readonly LeftSegment[] {
  const heads: SegmentHead[] = [];
  for (let number = 1; number <= newest; number += 1) {
    const head = readHead(segmentPath(directory, number));
    if (head === undefined || head.number !== number || head.node !== node) return [];
    const previous = heads.at(-1);
    if (previous === undefined ? head.firstId !== 1 : head.firstId <= previous.firstId) return [];
    heads.push(head);
  }
  const firstWanted = (heads.at(-1)?.firstId ?? 0) - count;
  const firstWithKeys = heads.findLastIndex(({ firstId }) => firstId <= firstWanted);
  const left: LeftSegment[] = [];
  for (const [place, head] of heads.entries()) {
    const next = heads[place + 1];
    if (next === undefined) break; // the last one grows, and its end is wanted
    const endChain = next.previousChain;
    const isOld = place < firstWithKeys;
    const keys = isOld ? undefined : readKeys(directory, head.number, { ...head, nextId: next.firstId, endChain });
    if (!isOld && keys === undefined) break;
    left.push({ ...head, endChain, ...(keys === undefined ? {} : { keys }) });
  }
  return left;
}

type SegmentHead = SegmentHeader & Pick<LeftSegment, 'firstId' | 'sizeBytes' | 'chain'>;

/**
 * What the start of a segment tells; undefined where that is not whole. Of its first block no checksum is looked at, so that
 * its id may be wrong, but never less than 1 or no number.
 */
function readHead(path: string): SegmentHead | undefined {
  const start = readSegmentStart(path, segmentHeaderBytes + recordHeaderBytes + blockHeaderBytes);
  const header = start === undefined ? undefined : readSegmentHeader(start.bytes, path, blockFormatVersion);
  const block = start && readBlockHeader(start.bytes.subarray(segmentHeaderBytes + recordHeaderBytes));
  if (start === undefined || header === undefined || block === undefined) return undefined;
  if (!Number.isSafeInteger(block.firstId) || block.firstId < 1) return undefined;
  return { ...header, firstId: block.firstId, sizeBytes: start.sizeBytes };
}

/**
 * Reads the segments behind those that are left; all of them where anything but the end of the store proves wrong, and where
 * that end leaves nothing to tell with which message the store ends.
 */
function readAfter(
  left: readonly LeftSegment[],
  place: StorePlace,
  newest: number,
  lastKeys: LastKeys | undefined,
): ReadStore {
  const newestFirstId = readHead(segmentPath(place.directory, newest))?.firstId ?? 0;
  const takeFrom = newestFirstId - (lastKeys?.count ?? 0);
  lastKeys?.begin(newestFirstId - Math.max(0, takeFrom));
  const keys = joinKeys(left.flatMap(({ keys: known }) => known ?? []));
  if (keys !== undefined) lastKeys?.takeKeys(keys);
  const read = readStore(place, newest, left, (block, endsWith) => {
    if (endsWith >= takeFrom) lastKeys?.takeBlock(block);
  });
  const tellsNoEnd = read.finding?.kind === 'damaged' || read.end === emptyStore;
  return left.length > 0 && tellsNoEnd ? readAfter([], place, newest, lastKeys) : read;
}

function readStore(
  { directory, node }: StorePlace,
  newest: number,
  left: readonly LeftSegment[],
  see: SeeBlock,
): ReadStore {
  const files = new SegmentReader();
  const stretches = new Stretches();
  for (const [place, { firstId, chain, sizeBytes, endChain }] of left.entries()) {
    const whole = { startBytes: segmentHeaderBytes, endBytes: sizeBytes, chain, uncheckedEnd: endChain };
    stretches.leave({ firstId, segment: place + 1, ...whole });
  }
  let end = emptyStore;
  let last: ReadStore['last'];
  let segmentKeys = new SegmentKeys();
  let nextId = left.length === 0 ? 1 : undefined; // whoever checks the last one left sees that this one goes on from it
  for (let number = left.length + 1; number <= newest; number += 1) {
    const path = segmentPath(directory, number);
    const previousChain = last?.end.chain ?? left.at(-1)?.endChain ?? 0;
    const read = readSegment(files.read(path), path, { node, number, previousChain });
    if (read === undefined || typeof read === 'string') {
      // A crash may leave a segment that was just begun without its header. One that held more looks the same: whether
      // messages are lost is known by who counted them.
      const kind = read === undefined && number === newest ? 'torn' : 'damaged';
      const text = `${basename(path)} ${read ?? 'ends within its header'}; ${end.count} messages before it are good`;
      return { stretches, segmentKeys, end, last, finding: { kind, segment: number, text } };
    }
    const ownKeys = new SegmentKeys();
    segmentKeys = ownKeys;
    const taken = takeBlocks(stretches, number, read, {
      nextId,
      see: (block, endsWith) => {
        ownKeys.add(block);
        see(block, endsWith);
      },
    });
    const header = taken.last === undefined ? undefined : readBlockHeader(taken.last);
    if (taken.last !== undefined && header !== undefined) end = endAfter(header, taken.last);
    nextId = taken.nextId;
    last = { number, end: taken.end };
    if (read.tail === 'none' && taken.isWhole) {
      if (number < newest) ownKeys.write(directory, number, taken.end.chain); // the next start need not read it
      continue;
    }
    const kind = read.tail === 'torn' && taken.isWhole && number === newest ? 'torn' : 'damaged';
    const wrong = taken.isWhole ? 'has a damaged block' : 'has a block that does not go on from the one before';
    const what = kind === 'torn' ? 'ends within a block' : wrong;
    const text = `${basename(path)} ${what}, at byte ${taken.end.sizeBytes}; ${end.count} messages before it are good`;
    return { stretches, segmentKeys, end, last, finding: { kind, segment: number, text } };
  }
  return { stretches, segmentKeys, end, last, finding: undefined };
}

/** What a segment holds, or what is wrong with it as a whole; undefined where not even its header was written. */
function readSegment(bytes: Buffer | undefined, path: string, { node, number, previousChain }: SegmentHeader) {
  if (bytes === undefined) return 'is missing';
  if (bytes.length < segmentHeaderBytes) return undefined;
  const header = readSegmentHeader(bytes, path, blockFormatVersion);
  if (header === undefined) return 'has a damaged header';
  refuseOther(path, header.node, node);
  if (header.number !== number) return `is segment ${header.number} by its header`;
  if (header.previousChain !== previousChain) return 'does not fit the segment before it, which has lost its end';
  const start: SegmentEnd = { sizeBytes: segmentHeaderBytes, chain: header.chain };
  return { ...readRecords(bytes, start.sizeBytes, start.chain), bytes, start };
}

/** Renames what is damaged and what stands behind it; of a segment with a good part, a copy is kept aside. */
async function setAside(directory: string, damaged: number, numbers: readonly number[], last: number | undefined) {
  for (const number of numbers) {
    if (number < damaged) continue;
    const path = segmentPath(directory, number);
    const aside = await asidePath(directory, `${path}.${number === damaged ? 'damaged' : 'behind'}`);
    await (number === last ? copyFile(path, aside) : rename(path, aside));
    await removeKeys(directory, number);
  }
  await syncFolder(directory);
}

async function asidePath(directory: string, path: string): Promise<string> {
  const names = new Set(await readdir(directory));
  let attempt = 1;
  while (names.has(`${basename(path)}-${attempt}`)) attempt += 1;
  return `${path}-${attempt}`;
}
