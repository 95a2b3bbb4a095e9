/**
 * Opens a store: every byte of it is checked against the checksums, and what is behind the first that is wrong is not of
 * the store any more. What is torn was never acknowledged as durable, and is cut; what is damaged is kept aside, renamed.
 */
import { copyFile, readdir, rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { makeFolderDurably, syncFolder } from '@temblor/host/write-ahead-log/durable-file';
import { logFailure } from '@temblor/host/write-ahead-log/log-failure';
import { refuseOther } from '@temblor/host/write-ahead-log/read-segments';
import type { SegmentHeader } from '@temblor/host/write-ahead-log/segment-header';
import { readSegmentHeader, segmentHeaderBytes } from '@temblor/host/write-ahead-log/segment-header';
import { behindRecord, readRecords } from '@temblor/host/write-ahead-log/segment-record';
import { blockFormatVersion, readBlockHeader } from './message-block.ts';
import type { MessageStoreOptions, StoreEnd } from './message-store.ts';
import { emptyStore, endAfter, MessageStore } from './message-store.ts';
import type { SegmentEnd } from './store-segment.ts';
import { SegmentReader, StoreSegment, segmentPath, storeSegmentNumber } from './store-segment.ts';
import { Stretches } from './stretch.ts';

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

/** Who wants to see the last messages while the store is read anyway. */
export interface LastBlocks {
  /** So many messages at the end of the store. */
  readonly count: number;
  /**
   * Given blocks in their order, to be read at once. What was lost at the store's end may have been counted: then these do
   * not reach back far enough.
   */
  readonly take: (block: Buffer) => void;
}

interface ReadStore {
  readonly stretches: Stretches;
  readonly end: StoreEnd;
  /** The last segment of which anything is good. */
  readonly last: { readonly number: number; readonly end: SegmentEnd } | undefined;
  readonly finding: (StoreFinding & { readonly segment: number }) | undefined;
}

/**
 * Opens the store of a node, or begins one.
 *
 * @returns with `finding` where anything was wrong with it; the store then holds what is good, from the beginning on.
 * @throws `log-format-newer`, `log-format-older`, `log-of-another-node`, `disk-full`, `disk-failed`.
 */
export async function openMessageStore(
  options: MessageStoreOptions,
  lastBlocks?: LastBlocks,
): Promise<{ readonly store: MessageStore; readonly finding: StoreFinding | undefined }> {
  const { directory, node, segmentBytes = 16 * 1024 * 1024 } = options;
  try {
    await makeFolderDurably(directory);
    const numbers = (await readdir(directory)).map(storeSegmentNumber).filter((number) => number !== undefined);
    const newest = Math.max(0, ...numbers);
    const files = new SegmentReader();
    const takeFrom = lastBlocks === undefined ? 0 : firstIdIn(files, segmentPath(directory, newest)) - lastBlocks.count;
    const read = readStore(files, { directory, node }, newest, (block, endsWith) => {
      if (endsWith >= takeFrom) lastBlocks?.take(block);
    });
    const { finding, last, stretches, end } = read;
    if (finding?.kind === 'damaged') await setAside(directory, finding.segment, numbers, last?.number);
    const segment =
      last === undefined
        ? StoreSegment.create(directory, node, 1, 0)
        : StoreSegment.open(directory, last.number, last.end);
    const store = new MessageStore({ directory, node, segmentBytes }, { stretches, segment, end });
    await store.sync();
    return { store, finding };
  } catch (error) {
    throw logFailure('open the messages in', directory, error);
  }
}

/** Told of a block, and of its last message. */
type SeeBlock = (block: Buffer, endsWith: number) => void;

/** The first message of a segment; 0 where that cannot be told. */
function firstIdIn(files: SegmentReader, path: string): number {
  const bytes = files.read(path);
  const header = bytes === undefined ? undefined : readSegmentHeader(bytes, path, blockFormatVersion);
  if (bytes === undefined || header === undefined) return 0;
  const [first] = readRecords(bytes, segmentHeaderBytes, header.chain).payloads;
  return (first && readBlockHeader(first)?.firstId) ?? 0;
}

function readStore(
  files: SegmentReader,
  { directory, node }: Pick<MessageStoreOptions, 'directory' | 'node'>,
  newest: number,
  see: SeeBlock,
): ReadStore {
  const stretches = new Stretches();
  let end = emptyStore;
  let last: ReadStore['last'];
  for (let number = 1; number <= newest; number += 1) {
    const path = segmentPath(directory, number);
    const read = readSegment(files.read(path), path, { node, number, previousChain: last?.end.chain ?? 0 });
    if (read === undefined || typeof read === 'string') {
      // A crash may leave a segment that was just begun without its header. One that held more looks the same: whether
      // messages are lost is known by who counted them.
      const kind = read === undefined && number === newest ? 'torn' : 'damaged';
      const text = `${basename(path)} ${read ?? 'ends within its header'}; ${end.count} messages before it are good`;
      return { stretches, end, last, finding: { kind, segment: number, text } };
    }
    end = takeBlocks(stretches, number, read, see) ?? end;
    last = { number, end: { sizeBytes: read.end, chain: read.chain } };
    if (read.tail === 'none') continue;
    const kind = read.tail === 'torn' && number === newest ? 'torn' : 'damaged';
    const what = kind === 'torn' ? 'ends within a block' : 'has a damaged block';
    const text = `${basename(path)} ${what}, at byte ${read.end}; ${end.count} messages before it are good`;
    return { stretches, end, last, finding: { kind, segment: number, text } };
  }
  return { stretches, end, last, finding: undefined };
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
  return { ...readRecords(bytes, segmentHeaderBytes, header.chain), bytes, firstChain: header.chain };
}

type ReadSegment = Exclude<ReturnType<typeof readSegment>, string | undefined>;

/** @returns where the store ends behind this segment; undefined where it holds no block. */
function takeBlocks(
  stretches: Stretches,
  segment: number,
  { payloads, bytes, firstChain }: ReadSegment,
  see: SeeBlock,
) {
  let startBytes = segmentHeaderBytes;
  let chain = firstChain;
  let last: Buffer | undefined;
  for (const payload of payloads) {
    const header = readBlockHeader(payload);
    if (header === undefined) break;
    const behind = behindRecord(bytes, startBytes);
    stretches.add({ firstId: header.firstId, segment, startBytes, chain, endBytes: behind.end });
    see(payload, header.firstId + header.count - 1);
    startBytes = behind.end;
    chain = behind.chain;
    last = payload;
  }
  const header = last === undefined ? undefined : readBlockHeader(last);
  return last === undefined || header === undefined ? undefined : endAfter(header, last);
}

/** Renames what is damaged and what stands behind it; of a segment with a good part, a copy is kept aside. */
async function setAside(directory: string, damaged: number, numbers: readonly number[], last: number | undefined) {
  for (const number of numbers) {
    const path = segmentPath(directory, number);
    if (number === last && number === damaged) await copyFile(path, await asidePath(directory, path));
    else if (number >= damaged) await rename(path, await asidePath(directory, path));
  }
  await syncFolder(directory);
}

async function asidePath(directory: string, path: string): Promise<string> {
  const names = new Set(await readdir(directory));
  let attempt = 1;
  while (names.has(`${basename(path)}.damaged-${attempt}`)) attempt += 1;
  return `${path}.damaged-${attempt}`;
}
