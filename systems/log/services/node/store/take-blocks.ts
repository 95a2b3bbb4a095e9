import { behindRecord } from '@temblor/host/write-ahead-log/segment-record';
import { readBlockHeader } from './message-block.ts';
import type { SegmentEnd } from './store-segment.ts';
import type { Stretches } from './stretch.ts';

/** What was read of a segment. */
export interface SegmentBlocks {
  /** All of its bytes, from its header on. */
  readonly bytes: Buffer;
  /** Where the first of these records begins. */
  readonly start: SegmentEnd;
  readonly payloads: readonly Buffer[];
}

/** Told of a block, and of its last message. */
export type SeeBlock = (block: Buffer, endsWith: number) => void;

/** How far the blocks of a segment were taken. */
export interface TakenBlocks {
  /** Undefined where there is none. */
  readonly last: Buffer | undefined;
  /** Where the last of them ends. */
  readonly end: SegmentEnd;
  /** The id that a next message has; undefined where that is not known. */
  readonly nextId: number | undefined;
  /** Whether that was all of them: each went on with the ids where the one before it ended. */
  readonly isWhole: boolean;
}

/**
 * Takes note of the blocks of a segment, up to one that does not go on from the block before.
 *
 * @param nextId with which message the first has to begin; undefined where that is not known.
 */
export function takeBlocks(
  stretches: Stretches,
  segment: number,
  { payloads, bytes, start }: SegmentBlocks,
  { nextId, see }: { readonly nextId: number | undefined; readonly see: SeeBlock },
): TakenBlocks {
  let end = start;
  let next = nextId;
  let last: Buffer | undefined;
  for (const payload of payloads) {
    const header = readBlockHeader(payload);
    const isNext = header !== undefined && header.count > 0 && header.firstId === (next ?? header.firstId);
    if (!isNext) return { last, end, nextId: next, isWhole: false };
    const { sizeBytes: startBytes, chain } = end;
    const behind = behindRecord(bytes, startBytes);
    stretches.add({ firstId: header.firstId, segment, startBytes, chain, endBytes: behind.end });
    next = header.firstId + header.count;
    see(payload, next - 1);
    end = { sizeBytes: behind.end, chain: behind.chain };
    last = payload;
  }
  return { last, end, nextId: next, isWhole: true };
}
