/** Segments are files that only grow. */
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeAt } from './durable-file.ts';
import { logFailure } from './log-failure.ts';
import type { SegmentHeader } from './segment-header.ts';
import { encodeSegmentHeader } from './segment-header.ts';
import { encodeRecords } from './segment-record.ts';

/** Of the segments of a write-ahead log. */
export const segmentFormatVersion = 1;

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

/** A segment that is open for writing. */
export class SegmentFile implements AsyncDisposable {
  readonly #path: string;
  readonly #file: FileHandle;
  #end: SegmentEnd;

  private constructor(path: string, file: FileHandle, end: SegmentEnd) {
    this.#path = path;
    this.#file = file;
    this.#end = end;
  }

  /**
   * Makes a segment, or one in the place of what a crash left of it, with its first records: durable, name and all, when
   * this is over.
   *
   * @throws `disk-full`, `disk-failed`.
   */
  static async create(directory: string, header: SegmentHeader, records: readonly Uint8Array[]): Promise<SegmentFile> {
    const path = join(directory, segmentName(header.number));
    const { bytes, chain } = encodeSegmentHeader(header, segmentFormatVersion);
    try {
      await using opened = new AsyncDisposableStack();
      const file = await open(path, 'w+');
      const segment = opened.use(new SegmentFile(path, file, { sizeBytes: bytes.length, chain }));
      writeAt(file, bytes, 0);
      await segment.append(records);
      await syncFolder(directory);
      opened.move();
      return segment;
    } catch (error) {
      throw logFailure('write', path, error);
    }
  }

  /** Opens a segment that was read, to go on where its good records end. */
  static async open(directory: string, number: number, end: SegmentEnd): Promise<SegmentFile> {
    const path = join(directory, segmentName(number));
    return new SegmentFile(path, await open(path, 'r+'), end);
  }

  get end(): SegmentEnd {
    return this.#end;
  }

  /** Adds records; over when they are durable. @throws `disk-full`, `disk-failed`: nothing may be added after that. */
  async append(records: readonly Uint8Array[]): Promise<void> {
    const { bytes, chain } = encodeRecords(records, this.#end.chain);
    try {
      writeAt(this.#file, bytes, this.#end.sizeBytes);
      await this.#file.datasync();
    } catch (error) {
      throw logFailure('write', this.#path, error);
    }
    this.#end = { sizeBytes: this.#end.sizeBytes + bytes.length, chain };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
