/** A folder with a log in it, and ways to hurt it. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FoundOnDisk, LogBatch } from '../write-ahead-log.ts';
import { openWriteAheadLog } from '../write-ahead-log.ts';

export interface Found {
  readonly log: FoundOnDisk['log'];
  readonly records: readonly string[];
  /** The register's text, or why there is none. */
  readonly register: string;
  readonly findings: readonly string[];
}

export class LogFolder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<LogFolder> {
    return new LogFolder(await mkdtemp(join(tmpdir(), 'temblor-log-')));
  }

  /** Opens the log, writes, and leaves it as a crash would. @returns what was found on opening. */
  async open(...batches: readonly Partial<Record<keyof LogBatch, string | string[] | boolean>>[]): Promise<Found> {
    return this.openAs({ node: 1, segmentBytes: 1 << 20 }, batches);
  }

  /** As `open`, of a given node, with segments of a given size, and nothing laid out ahead where that is not given. */
  async openAs(
    options: { node: number; segmentBytes: number; aheadBytes?: number },
    batches: readonly Partial<Record<keyof LogBatch, string | string[] | boolean>>[],
  ): Promise<Found> {
    const { log, found } = await openWriteAheadLog({ directory: this.path, aheadBytes: 0, ...options });
    await using _closed = log;
    for (const { register, records = [], rewrite = false } of batches) {
      await log.write({
        records: [records].flat().map((record) => Buffer.from(String(record))),
        rewrite: rewrite === true,
        ...(register === undefined ? {} : { register: Buffer.from(String(register)) }),
      });
    }
    return {
      log: found.log,
      records: found.payloads.map(String),
      register: found.register.kind === 'read' ? String(found.register.bytes) : found.register.kind,
      findings: found.findings,
    };
  }

  names(): Promise<string[]> {
    return readdir(this.path).then((names) => names.sort());
  }

  read(name: string): Promise<Buffer> {
    return readFile(join(this.path, name));
  }

  /** Changes a file's bytes; `undefined` deletes it. */
  async change(name: string, change: (bytes: Buffer) => Uint8Array | undefined): Promise<void> {
    const bytes = change(await this.read(name));
    if (bytes === undefined) await rm(join(this.path, name));
    else await writeFile(join(this.path, name), bytes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

/** The bytes with one bit flipped; counted from the end where negative. */
export function flipBit(bytes: Buffer, at: number): Buffer {
  const index = at < 0 ? bytes.length + at : at;
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(index) ^ 4, index);
  return flipped;
}
