/**
 * One record in a segment:
 *
 *     0   u32  length of the payload
 *     4   u32  checksum of the payload, begun with that of the record before
 *     8   u32  checksum of the eight bytes above, begun in the same way
 *     12  u8   mark
 *     13  …    payload
 *         u8   mark
 *
 * Checksums are CRC-32, chained as in the log of etcd: a record is right only behind the very one that it was written
 * behind. Numbers are little-endian. The marks are never zero, so a record that ends in zeros was not written to its end.
 *
 * A log must tell a write that a crash cut short, which nobody was told of, from bytes that rotted, which may have been
 * acknowledged (Alagappan et al. 2018, "Protocol-aware recovery for consensus-based storage", §3.3). The rule: *missing
 * bytes are torn, wrong bytes are damage*. Bytes are missing where the file ends within a record, or is zero from some
 * point within a record to its end. Where a disk wrote the last, unacknowledged batch out of order, with a hole before
 * its end, that is taken for damage: the node is then repaired without need, and nothing is lost.
 */
import { crc32 } from 'node:zlib';

/** Bytes of a record before its payload. */
export const recordHeaderBytes = 13;
const mark = 0xa5;

/** The bytes of records, one after the other, and the checksum that the next one begins with. */
export function encodeRecords(payloads: readonly Uint8Array[], chain: number): { bytes: Buffer; chain: number } {
  const parts: Uint8Array[] = [];
  let previous = chain;
  for (const payload of payloads) {
    const header = Buffer.allocUnsafe(recordHeaderBytes);
    const checksum = crc32(payload, previous);
    header.writeUInt32LE(payload.length, 0);
    header.writeUInt32LE(checksum, 4);
    header.writeUInt32LE(crc32(header.subarray(0, 8), previous), 8);
    header.writeUInt8(mark, 12);
    parts.push(header, payload, endMark);
    previous = checksum;
  }
  return { bytes: Buffer.concat(parts), chain: previous };
}

const endMark = Uint8Array.of(mark);

/** What the bytes of a segment hold behind its header. */
export interface ReadRecords {
  readonly payloads: readonly Buffer[];
  /** Where the last good record ends. */
  readonly end: number;
  /** The checksum that a record at `end` begins with. */
  readonly chain: number;
  /** What stands at `end`: nothing, a record that was cut short, or wrong bytes. */
  readonly tail: 'none' | 'torn' | 'damaged';
}

/**
 * Reads records up to the first that is not whole.
 *
 * @param chain the checksum that the first one begins with. @param until no record is begun from here on.
 */
export function readRecords(bytes: Buffer, start: number, chain: number, until = bytes.length): ReadRecords {
  const payloads: Buffer[] = [];
  let end = start;
  let previous = chain;
  while (end < until) {
    const length = readHeader(bytes, end, previous);
    if (length === undefined)
      return { payloads, end, chain: previous, tail: tailWithin(bytes, end + recordHeaderBytes) };
    const markAt = end + recordHeaderBytes + length;
    const payload = bytes.subarray(end + recordHeaderBytes, markAt);
    const checksum = bytes.readUInt32LE(end + 4);
    if (bytes[markAt] !== mark || crc32(payload, previous) !== checksum) {
      return { payloads, end, chain: previous, tail: tailWithin(bytes, markAt + 1) };
    }
    payloads.push(payload);
    previous = checksum;
    end = markAt + 1;
  }
  return { payloads, end, chain: previous, tail: 'none' };
}

/** Where a good record ends, and the checksum that the next one begins with. @param at where it begins. */
export function behindRecord(bytes: Buffer, at: number): { readonly end: number; readonly chain: number } {
  return { end: at + recordHeaderBytes + bytes.readUInt32LE(at) + 1, chain: bytes.readUInt32LE(at + 4) };
}

/** The length of the payload; undefined where the header is not whole and right. */
function readHeader(bytes: Buffer, at: number, chain: number): number | undefined {
  if (at + recordHeaderBytes > bytes.length) return undefined;
  const isRight = crc32(bytes.subarray(at, at + 8), chain) === bytes.readUInt32LE(at + 8) && bytes[at + 12] === mark;
  return isRight ? bytes.readUInt32LE(at) : undefined;
}

/** @param end where the part of the record that is not right would end, with its mark. */
function tailWithin(bytes: Buffer, end: number): 'torn' | 'damaged' {
  const isMissing = bytes.length < end || bytes.subarray(end - 1).every((byte) => byte === 0);
  return isMissing ? 'torn' : 'damaged';
}
