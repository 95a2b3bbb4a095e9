/**
 * What a write-ahead log writes and syncs at once: records, of which the first stands at the beginning of a sector, bears a
 * mark of its own, and whose header is checked without the records before it. So a batch is found wherever it stands, and
 * that one was begun shows that the one before it had been synced.
 *
 * Segments are laid out ahead with zeros: a sync then has no new size to make durable, which is half of its work (etcd does
 * the same). A power failure may leave any of the sectors of the last batch as they were, zero, and the others written.
 * The rule (cf. `segment-record.ts`): *what is missing of the last batch is torn, everything else that is not right is
 * damage*. Missing is a sector of a record that is zero from its beginning to its end, or that the file does not have; or
 * the end of a record, where all behind it is zero as well. Disks write a sector whole or not at all. A record with zeros
 * of the length of a sector in it, of which a bit flips while it is in the last batch, is taken for torn. And zeros from some
 * place to the end of the segment are not missed, however many batches stood there: nothing says how many there were, as
 * nothing does where the end of a file is lost.
 */
import type { ReadRecords } from './segment-record.ts';
import {
  batchMark,
  encodeRecord,
  readPayload,
  readRecordLength,
  recordHeaderBytes,
  recordMark,
} from './segment-record.ts';

/** What a disk writes whole or not at all. */
export const sectorBytes = 512;

/**
 * The bytes of a batch, with the zeros between the one before it and its own beginning; none of no records.
 *
 * @param at where the bytes will stand. @param chain the checksum that the first payload begins with.
 * @param seed the checksum of the segment's header, with which the header of each batch begins.
 */
export function encodeBatch(
  payloads: readonly Uint8Array[],
  { at, chain, seed }: { readonly at: number; readonly chain: number; readonly seed: number },
): { readonly bytes: Buffer; readonly chain: number } {
  const parts: Uint8Array[] = [Buffer.alloc(payloads.length === 0 ? 0 : nextSector(at) - at)];
  let previous = chain;
  for (const [place, payload] of payloads.entries()) {
    const header = place === 0 ? { headerChain: seed, mark: batchMark } : { headerChain: previous, mark: recordMark };
    previous = encodeRecord(parts, payload, previous, header);
  }
  return { bytes: Buffer.concat(parts), chain: previous };
}

/** Reads the records of a segment up to the first that is not whole. @param seed the checksum of the segment's header. */
export function readBatches(bytes: Buffer, start: number, seed: number): ReadRecords {
  const payloads: Buffer[] = [];
  let end = start;
  let chain = seed;
  while (end < bytes.length) {
    const record = findRecord(bytes, end, { chain, seed });
    if (record === undefined) return { payloads, end, chain, tail: tailWithoutHeader(bytes, end, seed) };
    const payload = readPayload(bytes, record, chain);
    const next = record.at + recordHeaderBytes + record.length + 1;
    if (payload === undefined) return { payloads, end, chain, tail: tailWithin(bytes, record.at, next, seed) };
    payloads.push(payload.bytes);
    ({ chain } = payload);
    end = next;
  }
  return { payloads, end, chain, tail: 'none' };
}

/** The record that stands behind another: right behind it, or at the next sector, where it begins a batch. */
function findRecord(bytes: Buffer, end: number, { chain, seed }: { chain: number; seed: number }) {
  const following = readRecordLength(bytes, end, { headerChain: chain, mark: recordMark });
  if (following !== undefined) return { at: end, length: following };
  const at = nextSector(end);
  if (!isZero(bytes, end, at)) return undefined;
  const beginning = readRecordLength(bytes, at, { headerChain: seed, mark: batchMark });
  return beginning === undefined ? undefined : { at, length: beginning };
}

/** What stands behind the last good record where no header of another does. */
function tailWithoutHeader(bytes: Buffer, end: number, seed: number): ReadRecords['tail'] {
  if (isZero(bytes, end, bytes.length)) return 'none';
  const sector = nextSector(end);
  const at = isZero(bytes, end, sector) ? sector : end;
  return tailWithin(bytes, at, at + recordHeaderBytes, seed);
}

/** What a record is that is not right between two places. */
function tailWithin(bytes: Buffer, from: number, to: number, seed: number): ReadRecords['tail'] {
  if (hasBatchBehind(bytes, from, seed)) return 'damaged';
  const isMissing = isZero(bytes, to - 1, bytes.length) || lacksSector(bytes, from, to);
  return isMissing ? 'torn' : 'damaged';
}

function hasBatchBehind(bytes: Buffer, from: number, seed: number): boolean {
  for (let at = nextSector(from + 1); at < bytes.length; at += sectorBytes) {
    if (readRecordLength(bytes, at, { headerChain: seed, mark: batchMark }) !== undefined) return true;
  }
  return false;
}

function lacksSector(bytes: Buffer, from: number, to: number): boolean {
  for (let at = nextSector(from); at < to; at += sectorBytes) if (isZero(bytes, at, at + sectorBytes)) return true;
  return false;
}

function nextSector(at: number): number {
  return Math.ceil(at / sectorBytes) * sectorBytes;
}

const zeros = Buffer.alloc(64 * 1024);

/** Whether there is nothing but zeros between two places; a file has nothing behind its end. */
function isZero(bytes: Buffer, from: number, to: number): boolean {
  const end = Math.min(to, bytes.length);
  for (let at = from; at < end; at += zeros.length) {
    const until = Math.min(end, at + zeros.length);
    if (bytes.compare(zeros, 0, until - at, at, until) !== 0) return false;
  }
  return true;
}
