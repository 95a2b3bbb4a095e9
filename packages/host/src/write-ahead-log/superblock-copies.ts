/**
 * The two copies of the superblock on the disk. A change is written to one and synced, then to the other and synced, and
 * is durable when both are: a write that is cut short leaves the other copy whole, and a copy that rots later has a twin
 * with the same content. Whoever finds them different when it starts makes them equal before it goes on; else the next
 * damage could take it back to a register that it had already acted upon.
 */
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere, syncFolder, writeAt } from './durable-file.ts';
import { logFailure } from './log-failure.ts';
import type { Superblock } from './superblock.ts';
import { encodeSuperblock, readSuperblock } from './superblock.ts';

const names = ['superblock-a', 'superblock-b'] as const;

/** What one copy was found to be. `empty`: a file without a byte, which was made and never written. */
export type FoundCopy = { readonly name: string; readonly kind: 'missing' | 'empty' | 'damaged' } | GoodCopy;

export interface GoodCopy {
  readonly name: string;
  readonly kind: 'read';
  readonly block: Superblock;
}

/** @throws `log-format-newer`, `log-format-older`. */
export function findCopies(directory: string): readonly FoundCopy[] {
  return names.map((name): FoundCopy => {
    const path = join(directory, name);
    const bytes = readIfThere(path);
    if (bytes === undefined) return { name, kind: 'missing' };
    if (bytes.length === 0) return { name, kind: 'empty' };
    const block = readSuperblock(bytes, path);
    return block === undefined ? { name, kind: 'damaged' } : { name, kind: 'read', block };
  });
}

/** The copies, open for writing. */
export class SuperblockCopies implements AsyncDisposable {
  readonly #directory: string;
  /** By name, in the order in which they are written. */
  readonly #files: ReadonlyMap<string, FileHandle>;
  #block: Superblock;

  private constructor(directory: string, files: ReadonlyMap<string, FileHandle>, block: Superblock) {
    this.#directory = directory;
    this.#files = files;
    this.#block = block;
  }

  /**
   * Opens the copies, or makes them, and writes them, so that they are equal.
   *
   * @param newest the copy that holds the block already: it is written last, as it may be the only good one.
   */
  static async open(directory: string, block: Superblock, newest?: string): Promise<SuperblockCopies> {
    await using opened = new AsyncDisposableStack();
    const files = new Map<string, FileHandle>();
    const copies = opened.use(new SuperblockCopies(directory, files, block));
    // Not emptied: were both cut to nothing before either is written, a crash would lose the register.
    for (const name of names.toSorted((one, other) => Number(one === newest) - Number(other === newest))) {
      files.set(name, await open(join(directory, name), constants.O_RDWR | constants.O_CREAT));
    }
    await copies.update({});
    await syncFolder(directory);
    opened.move();
    return copies;
  }

  get block(): Superblock {
    return this.#block;
  }

  /** Changes the block in part; over when both copies are durable. @throws `disk-full`, `disk-failed`. */
  async update(change: Partial<Omit<Superblock, 'counter' | 'node'>>): Promise<void> {
    const block = { ...this.#block, ...change, counter: this.#block.counter + 1 };
    const bytes = encodeSuperblock(block);
    for (const [name, file] of this.#files) {
      try {
        writeAt(file, bytes, 0);
        await file.datasync();
      } catch (error) {
        throw logFailure('write', join(this.#directory, name), error);
      }
    }
    this.#block = block;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const file of this.#files.values()) await file.close();
  }
}
