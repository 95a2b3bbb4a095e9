/** Segments are files that are written from their beginning on, and laid out ahead with zeros. */
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeAt } from './durable-file.ts';
import { logFailure } from './log-failure.ts';
import { encodeBatch } from './segment-batch.ts';
import type { SegmentHeader } from './segment-header.ts';
import { encodeSegmentHeader } from './segment-header.ts';

/** Of the segments of a write-ahead log. */
export const segmentFormatVersion = 2;

/** The name of the file of a segment. */
export function segmentName(number: number): string {
  return `segment-${String(number).padStart(8, '0')}.wal`;
}

/** The number in the name of a file; undefined where it is no segment's name. */
export function segmentNumber(name: string): number | undefined {
  const digits = /^segment-(\d{8,})\.wal$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Where a segment goes on. */
export interface SegmentEnd {
  readonly sizeBytes: number;
  /** The checksum that the next record begins with. */
  readonly chain: number;
}

interface SegmentParts {
  readonly path: string;
  readonly file: FileHandle;
  /** The checksum of its header. */
  readonly seed: number;
  /** How long the file is. */
  readonly laidOutBytes: number;
  readonly end: SegmentEnd;
}

/** A segment that is open for writing. */
export class SegmentFile implements AsyncDisposable {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #seed: number;
  readonly #aheadBytes: number;
  #laidOutBytes: number;
  #end: SegmentEnd;

  private constructor({ path, file, seed, laidOutBytes, end }: SegmentParts, aheadBytes: number) {
    this.#path = path;
    this.#file = file;
    this.#seed = seed;
    this.#aheadBytes = aheadBytes;
    this.#laidOutBytes = laidOutBytes;
    this.#end = end;
  }

  /**
   * Makes a segment, or one in the place of what a crash left of it, with its first records: durable, name and all, when
   * this is over.
   *
   * @param aheadBytes so much is laid out at a time. @throws `disk-full`, `disk-failed`.
   */
  static async create(
    directory: string,
    header: SegmentHeader,
    records: readonly Uint8Array[],
    aheadBytes: number,
  ): Promise<SegmentFile> {
    const path = join(directory, segmentName(header.number));
    const { bytes, chain } = encodeSegmentHeader(header, segmentFormatVersion);
    try {
      await using opened = new AsyncDisposableStack();
      const file = await open(path, 'w+');
      const end = { sizeBytes: bytes.length, chain };
      const parts = { path, file, seed: chain, laidOutBytes: bytes.length, end };
      const segment = opened.use(new SegmentFile(parts, aheadBytes));
      writeAt(file, bytes, 0);
      await segment.append(records);
      await syncFolder(directory);
      opened.move();
      return segment;
    } catch (error) {
      throw logFailure('write', path, error);
    }
  }

  /**
   * Opens a segment that was read, to go on where its good records end. They are synced: what a program wrote that was
   * killed before its own sync may have been read from the system's memory. (After a sync that failed this says nothing:
   * Rebello et al. 2020, "Can applications recover from fsync failures?".)
   *
   * @param seed the checksum of its header.
   */
  static async open(
    directory: string,
    { number, seed, end }: { readonly number: number; readonly seed: number; readonly end: SegmentEnd },
    aheadBytes: number,
  ): Promise<SegmentFile> {
    const path = join(directory, segmentName(number));
    await using opened = new AsyncDisposableStack();
    const file = await open(path, 'r+');
    opened.use(file);
    await file.datasync();
    const { size: laidOutBytes } = await file.stat();
    opened.move();
    return new SegmentFile({ path, file, seed, laidOutBytes, end }, aheadBytes);
  }

  get end(): SegmentEnd {
    return this.#end;
  }

  /** Adds records; over when they are durable. @throws `disk-full`, `disk-failed`: nothing may be added after that. */
  async append(records: readonly Uint8Array[]): Promise<void> {
    const { sizeBytes: at, chain: before } = this.#end;
    const { bytes, chain } = encodeBatch(records, { at, chain: before, seed: this.#seed });
    const sizeBytes = at + bytes.length;
    try {
      writeAt(this.#file, bytes, at);
      await this.#layOut(sizeBytes);
      await this.#file.datasync();
    } catch (error) {
      throw logFailure('write', this.#path, error);
    }
    this.#end = { sizeBytes, chain };
  }

  /** Lays out more behind what was written, where that has made the file longer: each new length costs a sync as much again. */
  async #layOut(sizeBytes: number): Promise<void> {
    if (sizeBytes <= this.#laidOutBytes) return;
    try {
      writeAt(this.#file, Buffer.alloc(this.#aheadBytes), sizeBytes);
      this.#laidOutBytes = sizeBytes + this.#aheadBytes;
    } catch {
      // There is no room for more: none is taken. Whether the disk holds what was written, the sync says.
      await this.#file.truncate(sizeBytes);
      this.#laidOutBytes = sizeBytes;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
