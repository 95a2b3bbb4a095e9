/** Files that the messages stand in, in the format of the write-ahead log's segments: records with chained checksums. */
import { closeSync, fdatasync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from '@temblor/foundation/errors/temblor-error';
import { logFailure } from '@temblor/host/write-ahead-log/log-failure';
import { encodeSegmentHeader } from '@temblor/host/write-ahead-log/segment-header';
import { encodeRecords } from '@temblor/host/write-ahead-log/segment-record';
import { blockFormatVersion } from './message-block.ts';

const syncFile = promisify(fdatasync);

/** The path of a segment. Numbers count from 1. */
export function segmentPath(directory: string, number: number): string {
  return join(directory, `messages-${String(number).padStart(8, '0')}.segment`);
}

/** The number in the name of a file; undefined where it is no segment's name. */
export function storeSegmentNumber(name: string): number | undefined {
  const digits = /^messages-(\d{8,})\.segment$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Where a segment goes on: its length, and the checksum that the next record begins with. */
export interface SegmentEnd {
  readonly sizeBytes: number;
  readonly chain: number;
}

/** The segment that grows. Writing goes to the system's memory, at once; `sync` makes it durable. */
export class StoreSegment implements Disposable {
  readonly number: number;
  readonly #path: string;
  readonly #file: number;
  #end: SegmentEnd;

  private constructor(number: number, path: string, file: number, end: SegmentEnd) {
    this.number = number;
    this.#path = path;
    this.#file = file;
    this.#end = end;
  }

  /** Begins a segment. @throws `disk-full`, `disk-failed`. */
  static create(directory: string, node: number, number: number, previousChain: number): StoreSegment {
    const path = segmentPath(directory, number);
    const { bytes, chain } = encodeSegmentHeader({ node, number, previousChain }, blockFormatVersion);
    try {
      const segment = new StoreSegment(number, path, openSync(path, 'w+'), { sizeBytes: 0, chain });
      segment.#write(bytes, chain);
      return segment;
    } catch (error) {
      throw logFailure('write', path, error);
    }
  }

  /** Opens one that was read, to go on at its end; what stands behind that is cut off. @throws `disk-failed`. */
  static open(directory: string, number: number, end: SegmentEnd): StoreSegment {
    const path = segmentPath(directory, number);
    try {
      const file = openSync(path, 'r+');
      ftruncateSync(file, end.sizeBytes);
      return new StoreSegment(number, path, file, end);
    } catch (error) {
      throw logFailure('open', path, error);
    }
  }

  get end(): SegmentEnd {
    return this.#end;
  }

  /** Adds a record. @throws `disk-full`, `disk-failed`. */
  append(payload: Uint8Array): void {
    const { bytes, chain } = encodeRecords([payload], this.#end.chain);
    try {
      this.#write(bytes, chain);
    } catch (error) {
      throw logFailure('write', this.#path, error);
    }
  }

  #write(bytes: Uint8Array, chain: number): void {
    const { sizeBytes } = this.#end;
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.#file, bytes, written, bytes.length - written, sizeBytes + written);
    }
    this.#end = { sizeBytes: sizeBytes + bytes.length, chain };
  }

  /** @throws `disk-full`, `disk-failed`. */
  async sync(): Promise<void> {
    try {
      await syncFile(this.#file);
    } catch (error) {
      throw logFailure('write', this.#path, error);
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}

/**
 * Reads segments whole, on this thread and into the same memory: a node that starts has nothing else to do, and pieces that
 * are read elsewhere cost it a change of threads each.
 */
export class SegmentReader {
  #memory = Buffer.alloc(0);

  /** What a file holds, until the next is read; undefined where the disk has it no more. @throws `disk-failed`. */
  read(path: string): Buffer | undefined {
    let file: number | undefined;
    try {
      file = openSync(path, 'r');
      const { size } = fstatSync(file);
      if (size > this.#memory.length) this.#memory = Buffer.allocUnsafeSlow(size);
      let end = 0;
      for (let read = -1; end < size && read !== 0; end += read) {
        read = readSync(file, this.#memory, end, size - end, end);
      }
      return this.#memory.subarray(0, end);
    } catch (error) {
      if (isGone(error)) return undefined;
      throw logFailure('read', path, error);
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }
}

/**
 * Whether the bytes are lost: no file, or a sector that the disk gives out no more. After any other failure (no right to
 * read, too many open files) they are still there, and nothing may be done about them.
 */
function isGone(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'EIO';
}

/**
 * The first bytes of a segment, and how many there are in all; undefined where it is shorter, or the disk has it no more.
 *
 * @throws `disk-failed`.
 */
export function readSegmentStart(path: string, length: number): { bytes: Buffer; sizeBytes: number } | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const bytes = Buffer.alloc(length);
    if (readSync(file, bytes, 0, length, 0) < length) return undefined;
    return { bytes, sizeBytes: fstatSync(file).size };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw logFailure('read', path, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** A part of a segment, as the file has it; nothing of it where the disk has it no more. @throws `disk-failed`. */
export async function readSegmentPart(path: string, startBytes: number, endBytes: number): Promise<Buffer> {
  try {
    await using file = await open(path, 'r');
    const bytes = Buffer.allocUnsafe(endBytes - startBytes);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, startBytes);
    return bytes.subarray(0, bytesRead);
  } catch (error) {
    if (isGone(error)) return Buffer.alloc(0);
    throw logFailure('read', path, error);
  }
}
