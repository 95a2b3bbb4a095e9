/**
 * The keys of the messages of a full segment, in a file beside it: a node that starts has to know a million of them, and so
 * needs not read the messages. The file is never synced, and only as good as the segment: one that is missing, or was not
 * written for this very segment, is passed over, and the segment is read.
 *
 *     0   u32  checksum of what follows (CRC-32)
 *     4   u32  version of the blocks' format
 *     8   u32  the checksum that the last record of the segment ends with
 *     12  u32  how many messages
 *     16  f64  id of the first message
 *     24  …    the digests of keys, 16 bytes a message; zeros where it has none
 *
 * Numbers are little-endian.
 */
import { lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { digestBytes } from './key-digest.ts';
import { blockFormatVersion, readBlockHeader, readDigestBytes } from './message-block.ts';

/** Digests of messages whose ids follow each other, as numbers, four a message: zeros where it has none. */
export interface KeyDigests {
  readonly firstId: number;
  readonly digests: Int32Array;
}

/** What a segment must be for a file to tell its keys. */
export interface SegmentSpan {
  readonly firstId: number;
  /** The first id of the segment behind it. */
  readonly nextId: number;
  /** The checksum that its last record ends with. */
  readonly endChain: number;
}

const headBytes = 24;

function keysPath(directory: string, number: number): string {
  return join(directory, `messages-${String(number).padStart(8, '0')}.keys`);
}

/** The keys of the segment that grows. While none of its messages has one they take no memory. */
export class SegmentKeys {
  #firstId: number | undefined;
  #count = 0;
  #digests = Buffer.alloc(0);

  /** Takes note of the keys of the segment's next block. */
  add(block: Buffer): void {
    const header = readBlockHeader(block);
    if (header === undefined) return;
    this.#firstId ??= header.firstId;
    const at = this.#count * digestBytes;
    this.#count += header.count;
    const digests = readDigestBytes(block);
    if (digests.length === 0 && this.#digests.length === 0) return;
    this.#reserve(this.#count * digestBytes);
    digests.copy(this.#digests, at);
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#digests.length) return;
    const larger = Buffer.alloc(Math.max(bytes, 2 * this.#digests.length));
    this.#digests.copy(larger);
    this.#digests = larger;
  }

  /** Writes the file of a segment that is full, where the disk takes it. @param endChain as `SegmentSpan` has it. */
  write(directory: string, number: number, endChain: number): void {
    const bytes = Buffer.alloc(headBytes + this.#count * digestBytes);
    this.#digests.copy(bytes, headBytes);
    bytes.writeUInt32LE(blockFormatVersion, 4);
    bytes.writeUInt32LE(endChain, 8);
    bytes.writeUInt32LE(this.#count, 12);
    bytes.writeDoubleLE(this.#firstId ?? 0, 16);
    bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
    try {
      const path = keysPath(directory, number);
      rmSync(path, { force: true, recursive: true });
      writeFileSync(path, bytes, { flag: 'wx' });
    } catch {
      // The segment is read in its place; a disk that is full is met by who writes messages.
    }
  }
}

/** The keys of a segment; undefined where no file tells them. */
export function readKeys(directory: string, number: number, span: SegmentSpan): KeyDigests | undefined {
  const count = span.nextId - span.firstId;
  const bytes = readFile(keysPath(directory, number), headBytes + count * digestBytes);
  if (bytes === undefined) return undefined;
  const isRight =
    bytes.readUInt32LE(0) === crc32(bytes.subarray(4)) &&
    bytes.readUInt32LE(4) === blockFormatVersion &&
    bytes.readUInt32LE(8) === span.endChain &&
    bytes.readUInt32LE(12) === count &&
    bytes.readDoubleLE(16) === span.firstId;
  if (!isRight) return undefined;
  const digests = new Int32Array(count * (digestBytes / Int32Array.BYTES_PER_ELEMENT));
  bytes.copy(new Uint8Array(digests.buffer), 0, headBytes);
  return { firstId: span.firstId, digests };
}

/** A file of a known length; undefined where there is no such one. */
function readFile(path: string, length: number): Buffer | undefined {
  try {
    const found = lstatSync(path);
    return found.isFile() && found.size === length ? readFileSync(path) : undefined;
  } catch {
    return undefined; // the segment is read in its place
  }
}

/** The keys of segments that follow each other as one; undefined where there are none. */
export function joinKeys(segments: readonly KeyDigests[]): KeyDigests | undefined {
  const [first] = segments;
  if (first === undefined) return undefined;
  const digests = new Int32Array(segments.reduce((sum, keys) => sum + keys.digests.length, 0));
  let at = 0;
  for (const keys of segments) {
    digests.set(keys.digests, at);
    at += keys.digests.length;
  }
  return { firstId: first.firstId, digests };
}

/** Deletes the file of a segment that is not there any more. */
export async function removeKeys(directory: string, number: number): Promise<void> {
  await rm(keysPath(directory, number), { force: true, recursive: true });
}
