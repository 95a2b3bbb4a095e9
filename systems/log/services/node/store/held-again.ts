/**
 * Segments that stood behind a damaged one are of no store any more, and may be the only copies of their messages in the
 * world: they are kept until the store holds these very blocks again, byte for byte, as it does when it has fetched them. One
 * that cannot be read to its end is kept for good, as the damaged one is, and so is one of another history. Where nobody else
 * has the next message, it may be taken from them.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { codeOf } from '@temblor/foundation/errors/temblor-error';
import { logFailure } from '@temblor/host/write-ahead-log/log-failure';
import { readSegmentHeader, segmentHeaderBytes } from '@temblor/host/write-ahead-log/segment-header';
import { behindRecord, readRecords } from '@temblor/host/write-ahead-log/segment-record';
import { blockFormatVersion, readBlockHeader } from './message-block.ts';
import { SegmentReader } from './store-segment.ts';

/** What is asked of the store that they were of. */
export interface HoldingStore {
  /** Makes durable what the store holds, and tells how many messages that is. */
  durableCount(): Promise<number>;
  /** As `MessageStore` has it. */
  readEncoded(afterId: number): AsyncIterable<readonly Buffer[]>;
}

/**
 * Deletes those whose blocks the store holds.
 *
 * @param pause awaited before each is read.
 * @throws `store-damaged`, `disk-failed`.
 */
export async function removeHeldAgain(
  { directory, node }: { readonly directory: string; readonly node: number },
  store: HoldingStore,
  pause: () => Promise<void>,
): Promise<void> {
  for (const path of await pathsAside(directory)) {
    await pause();
    const blocks = blocksOf(path, node);
    if (blocks === undefined || !(await holds(store, blocks))) continue;
    await rm(path, { force: true }).catch((error: unknown) => {
      throw logFailure('delete', path, error);
    });
  }
}

async function pathsAside(directory: string): Promise<readonly string[]> {
  const names = (await readdir(directory)).filter((name) => /\.segment\.behind-\d+$/.test(name));
  return names.map((name) => join(directory, name));
}

/**
 * The blocks of one of them that go on where a store ends: with the next message, and with the chained checksum, which tells
 * that all before is the same too. None where there is no such one.
 *
 * @param end how many messages the store holds, and the checksum that its last record ends with. @throws `disk-failed`.
 */
export async function blocksThatGoOn(
  { directory, node }: { readonly directory: string; readonly node: number },
  end: { readonly count: number; readonly chain: number },
): Promise<readonly Buffer[]> {
  for (const path of await pathsAside(directory)) {
    const bytes = new SegmentReader().read(path);
    const header = bytes === undefined ? undefined : headerOf(bytes, path);
    if (bytes === undefined || header?.node !== node) continue;
    const { payloads } = readRecords(bytes, segmentHeaderBytes, header.chain);
    let before = { end: segmentHeaderBytes, chain: header.previousChain };
    for (const [place, payload] of payloads.entries()) {
      if (readBlockHeader(payload)?.firstId === end.count + 1 && before.chain === end.chain)
        return payloads.slice(place);
      before = behindRecord(bytes, before.end);
    }
    await nextTurn();
  }
  return [];
}

/** What is in a segment; undefined where not all of it can be read, or another node wrote it. */
function blocksOf(path: string, node: number): readonly Buffer[] | undefined {
  const bytes = new SegmentReader().read(path);
  const header = bytes === undefined ? undefined : headerOf(bytes, path);
  if (bytes === undefined || header?.node !== node) return undefined;
  const { payloads, tail } = readRecords(bytes, segmentHeaderBytes, header.chain);
  return tail === 'none' ? payloads : undefined;
}

async function holds(store: HoldingStore, blocks: readonly Buffer[]): Promise<boolean> {
  const [first, last] = [blocks[0], blocks.at(-1)].map((block) => block && readBlockHeader(block));
  if (first === undefined || last === undefined) return false;
  if (last.firstId + last.count - 1 > (await store.durableCount())) return false;
  let place = 0;
  for await (const held of store.readEncoded(first.firstId - 1)) {
    for (const block of held) {
      if (blocks[place]?.equals(block) !== true) return false;
      place += 1;
      if (place === blocks.length) return true;
    }
    await nextTurn();
  }
  return false;
}

function headerOf(bytes: Buffer, path: string): ReturnType<typeof readSegmentHeader> {
  try {
    return readSegmentHeader(bytes, path, blockFormatVersion);
  } catch (error) {
    if (codeOf(error)?.startsWith('log-format-') === true) return undefined;
    throw error;
  }
}
