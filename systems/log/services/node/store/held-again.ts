/**
 * Segments that stood behind a damaged one are of no store any more, and may be the only copies of their messages in the
 * world: they are kept until the store holds these messages again. What is committed is the same in every store, so that
 * the ids tell. One that cannot be read to its end is kept for good, as the damaged one is.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '@temblor/foundation/errors/temblor-error';
import { logFailure } from '@temblor/host/write-ahead-log/log-failure';
import { readSegmentHeader, segmentHeaderBytes } from '@temblor/host/write-ahead-log/segment-header';
import { readRecords } from '@temblor/host/write-ahead-log/segment-record';
import { blockFormatVersion, readBlockHeader } from './message-block.ts';
import { SegmentReader } from './store-segment.ts';

/**
 * Deletes those whose messages the store holds.
 *
 * @param durableCount makes durable what the store holds, and tells how many messages that is.
 * @param pause awaited before each is read.
 * @throws `disk-failed`.
 */
export async function removeHeldAgain(
  { directory, node }: { readonly directory: string; readonly node: number },
  durableCount: () => Promise<number>,
  pause: () => Promise<void>,
): Promise<void> {
  const names = (await readdir(directory)).filter((name) => /\.segment\.behind-\d+$/.test(name));
  for (const name of names) {
    await pause();
    const path = join(directory, name);
    if (lastIdIn(path, node) > (await durableCount())) continue;
    await rm(path, { force: true }).catch((error: unknown) => {
      throw logFailure('delete', path, error);
    });
  }
}

/** Of the last message in a segment; infinite where not all of it can be read, or another node wrote it. */
function lastIdIn(path: string, node: number): number {
  const bytes = new SegmentReader().read(path);
  const header = bytes === undefined ? undefined : headerOf(bytes, path);
  if (bytes === undefined || header?.node !== node) return Number.POSITIVE_INFINITY;
  const { payloads, tail } = readRecords(bytes, segmentHeaderBytes, header.chain);
  const last = readBlockHeader(payloads.at(-1) ?? Buffer.alloc(0));
  return tail !== 'none' || last === undefined ? Number.POSITIVE_INFINITY : last.firstId + last.count - 1;
}

function headerOf(bytes: Buffer, path: string): ReturnType<typeof readSegmentHeader> {
  try {
    return readSegmentHeader(bytes, path, blockFormatVersion);
  } catch (error) {
    if (codeOf(error)?.startsWith('log-format-') === true) return undefined;
    throw error;
  }
}
