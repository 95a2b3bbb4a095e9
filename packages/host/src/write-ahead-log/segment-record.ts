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
 * its end, that is taken for damage: the node is then repaired without need, and nothing is lost. The write-ahead log, whose
 * files are laid out ahead, has batches and a rule of its own (`segment-batch.ts`).
 */
import { crc32 } from 'node:zlib';

/** Bytes of a record before its payload. */
export const recordHeaderBytes = 13;
/** Of a record that follows another. */
export const recordMark = 0xa5;
/** Of one that begins a batch of a write-ahead log. */
export const batchMark = 0xa6;
/** Behind each payload. */
const endMark = Uint8Array.of(recordMark);

/** How the header of a record is told from others: the checksum that its own begins with, and its mark. */
export interface HeaderSort {
  readonly headerChain: number;
  readonly mark: number;
}

/** The bytes of records, one after the other, and the checksum that the next one begins with. */
export function encodeRecords(payloads: readonly Uint8Array[], chain: number): { bytes: Buffer; chain: number } {
  const parts: Uint8Array[] = [];
  let previous = chain;
  for (const payload of payloads) {
    previous = encodeRecord(parts, payload, previous, { headerChain: previous, mark: recordMark });
  }
  return { bytes: Buffer.concat(parts), chain: previous };
}

/** Puts the bytes of a record behind others. @returns the checksum that the next payload begins with. */
export function encodeRecord(
  parts: Uint8Array[],
  payload: Uint8Array,
  chain: number,
  { headerChain, mark }: HeaderSort,
): number {
  const header = Buffer.allocUnsafe(recordHeaderBytes);
  const checksum = crc32(payload, chain);
  header.writeUInt32LE(payload.length, 0);
  header.writeUInt32LE(checksum, 4);
  header.writeUInt32LE(crc32(header.subarray(0, 8), headerChain), 8);
  header.writeUInt8(mark, 12);
  parts.push(header, payload, endMark);
  return checksum;
}

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
    const length = readRecordLength(bytes, end, { headerChain: previous, mark: recordMark });
    if (length === undefined)
      return { payloads, end, chain: previous, tail: tailWithin(bytes, end + recordHeaderBytes) };
    const next = end + recordHeaderBytes + length + 1;
    const payload = readPayload(bytes, { at: end, length }, previous);
    if (payload === undefined) return { payloads, end, chain: previous, tail: tailWithin(bytes, next) };
    payloads.push(payload.bytes);
    previous = payload.chain;
    end = next;
  }
  return { payloads, end, chain: previous, tail: 'none' };
}

/** Where a good record ends, and the checksum that the next one begins with. @param at where it begins. */
export function behindRecord(bytes: Buffer, at: number): { readonly end: number; readonly chain: number } {
  return { end: at + recordHeaderBytes + bytes.readUInt32LE(at) + 1, chain: bytes.readUInt32LE(at + 4) };
}

/** The length of the payload; undefined where there is no header of this sort, whole and right. */
export function readRecordLength(bytes: Buffer, at: number, { headerChain, mark }: HeaderSort): number | undefined {
  if (at + recordHeaderBytes > bytes.length || bytes[at + 12] !== mark) return undefined;
  const isRight = crc32(bytes.subarray(at, at + 8), headerChain) === bytes.readUInt32LE(at + 8);
  return isRight ? bytes.readUInt32LE(at) : undefined;
}

/** The payload behind a header that is right, and the checksum that the next begins with; undefined where it is not whole. */
export function readPayload(
  bytes: Buffer,
  { at, length }: { readonly at: number; readonly length: number },
  chain: number,
): { readonly bytes: Buffer; readonly chain: number } | undefined {
  const start = at + recordHeaderBytes;
  const payload = bytes.subarray(start, start + length);
  const checksum = bytes.readUInt32LE(at + 4);
  const isWhole = bytes[start + length] === recordMark && crc32(payload, chain) === checksum;
  return isWhole ? { bytes: payload, chain: checksum } : undefined;
}

/** @param end where the part of the record that is not right would end, with its mark. */
function tailWithin(bytes: Buffer, end: number): 'torn' | 'damaged' {
  const isMissing = bytes.length < end || bytes.subarray(end - 1).every((byte) => byte === 0);
  return isMissing ? 'torn' : 'damaged';
}
