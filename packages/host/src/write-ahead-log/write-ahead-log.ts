/**
 * What a node must not forget: an append-only log in segments, and a register beside it.
 *
 * Not here: reading while the log is open (a protocol has its records in memory), and a lock against two programs on one
 * folder.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolderDurably } from './durable-file.ts';
import { logFailure } from './log-failure.ts';
import type { LastSegment } from './read-segments.ts';
import type { RecoveredLog } from './recover-log.ts';
import { recoverLog } from './recover-log.ts';
import { SegmentFile, segmentName } from './segment-file.ts';
import type { Superblock } from './superblock.ts';
import type { SuperblockCopies } from './superblock-copies.ts';

export interface WriteAheadLogOptions {
  /** Made where it is not there. */
  readonly directory: string;
  readonly node: number;
  /** A segment that is longer is the last to grow: the next record begins a new one. */
  readonly segmentBytes: number;
  /** So much of a segment is laid out at a time, before it is needed. 1 MiB where absent. */
  readonly aheadBytes?: number;
}

const defaultAheadBytes = 1024 * 1024;

/** What is to be durable at once: the register first, then the records in their order. */
export interface LogBatch {
  /** Absent: it stays as it is. */
  readonly register?: Uint8Array;
  readonly records: readonly Uint8Array[];
  /** True where the records take the place of the whole log, atomically and together with the register. */
  readonly rewrite: boolean;
}

/** What the folder held when the log was opened. */
export interface FoundOnDisk extends Pick<RecoveredLog, 'payloads' | 'log' | 'findings'> {
  readonly register: Superblock['register'];
}

/**
 * Opens the log of a node, or begins one. What is torn is cut; what is damaged is kept aside, and is reported as damage at
 * every start until something has been written since: whoever is told of damage puts down what follows from it first.
 *
 * @throws `log-format-newer`, `log-format-older`, `log-of-another-node`, `disk-full`, `disk-failed`.
 */
export async function openWriteAheadLog(
  options: WriteAheadLogOptions,
): Promise<{ readonly log: WriteAheadLog; readonly found: FoundOnDisk }> {
  const { directory, node } = options;
  try {
    await using opened = new AsyncDisposableStack();
    await makeFolderDurably(directory);
    const { copies, payloads, log, last, findings } = await recoverLog(directory, node);
    opened.use(copies);
    const segment = opened.use(await openSegment(options, copies, last));
    opened.move();
    const found = { payloads, log, findings, register: copies.block.register };
    return { log: new WriteAheadLog(options, copies, segment), found };
  } catch (error) {
    throw logFailure('open the log in', directory, error);
  }
}

async function openSegment(
  { directory, node, aheadBytes = defaultAheadBytes }: WriteAheadLogOptions,
  copies: SuperblockCopies,
  last: LastSegment | undefined,
): Promise<SegmentFile> {
  const { lastSegment } = copies.block;
  if (last !== undefined) return SegmentFile.open(directory, last, aheadBytes);
  const header = { node, number: lastSegment + 1, previousChain: 0 };
  const segment = await SegmentFile.create(directory, header, [], aheadBytes);
  await using opened = new AsyncDisposableStack();
  opened.use(segment);
  await copies.update({ lastSegment: lastSegment + 1 });
  opened.move();
  return segment;
}

/** A log that is open. */
export class WriteAheadLog implements AsyncDisposable {
  readonly #options: WriteAheadLogOptions;
  readonly #copies: SuperblockCopies;
  #segment: SegmentFile;
  #failure: unknown;

  /** @internal */
  constructor(options: WriteAheadLogOptions, copies: SuperblockCopies, segment: SegmentFile) {
    this.#options = options;
    this.#copies = copies;
    this.#segment = segment;
  }

  /**
   * Makes a batch durable. One at a time.
   *
   * @throws `disk-full`, `disk-failed`; and the same again ever after: what the disk holds is then not known.
   */
  async write(batch: LogBatch): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      await (batch.rewrite ? this.#rewrite(batch) : this.#add(batch));
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  async #add({ register, records }: LogBatch): Promise<void> {
    if (register !== undefined) await this.#copies.update(withRegister(register));
    if (records.length === 0) return;
    if (this.#segment.end.sizeBytes >= this.#options.segmentBytes) await this.#beginSegment();
    await this.#segment.append(records);
    if (this.#copies.block.isDamageUntold) await this.#copies.update({ isDamageUntold: false });
  }

  async #beginSegment(): Promise<void> {
    const { block } = this.#copies;
    const number = block.lastSegment + 1;
    await this.#useNext(number, this.#segment.end.chain, []);
    await this.#copies.update({ lastSegment: number });
  }

  async #rewrite({ register, records }: LogBatch): Promise<void> {
    const { firstSegment, lastSegment } = this.#copies.block;
    const number = lastSegment + 1;
    await this.#useNext(number, 0, records);
    await this.#copies.update({
      firstSegment: number,
      lastSegment: number,
      isDamageUntold: false,
      ...(register === undefined ? {} : withRegister(register)),
    });
    for (let old = firstSegment; old <= lastSegment; old += 1) {
      const path = join(this.#options.directory, segmentName(old));
      await rm(path, { force: true }).catch((error: unknown) => {
        throw logFailure('delete', path, error);
      });
    }
  }

  async #useNext(number: number, previousChain: number, records: readonly Uint8Array[]): Promise<void> {
    const { directory, node, aheadBytes = defaultAheadBytes } = this.#options;
    const next = await SegmentFile.create(directory, { node, number, previousChain }, records, aheadBytes);
    const before = this.#segment;
    this.#segment = next;
    await before[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#segment[Symbol.asyncDispose]();
    await this.#copies[Symbol.asyncDispose]();
  }
}

function withRegister(bytes: Uint8Array): Partial<Superblock> {
  return { register: { kind: 'read', bytes }, isDamageUntold: false };
}
