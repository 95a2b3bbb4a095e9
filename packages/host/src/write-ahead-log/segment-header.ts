/**
 * The header of a segment: the preamble, whose file it is, its number, and the checksum that the segment before ended
 * with, so that one which lost records at its end, or was put in another's place, does not fit.
 */
import { crc32 } from 'node:zlib';
import { encodePreamble, hasPreamble, preambleBytes } from './file-preamble.ts';

export interface SegmentHeader {
  readonly node: number;
  readonly number: number;
  /** 0 for the first of a log. */
  readonly previousChain: number;
}

/** Bytes that the header takes. */
export const segmentHeaderBytes = preambleBytes + 20;

/**
 * The bytes, and the checksum that the first record begins with.
 *
 * @param version of what the records hold: each sort of log counts its own.
 */
export function encodeSegmentHeader(
  { node, number, previousChain }: SegmentHeader,
  version: number,
): { bytes: Buffer; chain: number } {
  const bytes = Buffer.alloc(segmentHeaderBytes);
  encodePreamble({ kind: 'TMBLSEGM', version }).copy(bytes);
  bytes.writeDoubleLE(node, preambleBytes);
  bytes.writeUInt32LE(number, preambleBytes + 8);
  bytes.writeUInt32LE(previousChain, preambleBytes + 12);
  const chain = crc32(bytes.subarray(0, preambleBytes + 16));
  bytes.writeUInt32LE(chain, preambleBytes + 16);
  return { bytes, chain };
}

/**
 * The header, and the checksum that the first record begins with; undefined where it is not whole and right.
 *
 * @param version the only one that is taken.
 * @throws `log-format-newer`, `log-format-older`.
 */
export function readSegmentHeader(
  bytes: Buffer,
  path: string,
  version: number,
): (SegmentHeader & { readonly chain: number }) | undefined {
  if (bytes.length < segmentHeaderBytes || !hasPreamble(bytes, { kind: 'TMBLSEGM', version }, path)) return undefined;
  const chain = bytes.readUInt32LE(preambleBytes + 16);
  if (chain !== crc32(bytes.subarray(0, preambleBytes + 16))) return undefined;
  return {
    node: bytes.readDoubleLE(preambleBytes),
    number: bytes.readUInt32LE(preambleBytes + 8),
    previousChain: bytes.readUInt32LE(preambleBytes + 12),
    chain,
  };
}
