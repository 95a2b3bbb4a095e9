import { segmentHeaderBytes } from '@temblor/host/write-ahead-log/segment-header';
import { behindRecord } from '@temblor/host/write-ahead-log/segment-record';
import { readBlockHeader } from './message-block.ts';
import type { Stretches } from './stretch.ts';

/** What was read of a segment. */
export interface SegmentBlocks {
  /** All of its bytes, from its header on. */
  readonly bytes: Buffer;
  /** The checksum that its first record begins with. */
  readonly firstChain: number;
  readonly payloads: readonly Buffer[];
}

/** Told of a block, and of its last message. */
export type SeeBlock = (block: Buffer, endsWith: number) => void;

/** Takes note of the blocks of a segment. @returns the last; undefined where it holds none. */
export function takeBlocks(
  stretches: Stretches,
  segment: number,
  { payloads, bytes, firstChain }: SegmentBlocks,
  see: SeeBlock,
): Buffer | undefined {
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
  return last;
}
