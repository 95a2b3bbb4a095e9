import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import type { Operation } from '@temblor/checkers/history/operation';
import { messageOf } from '@temblor/foundation/errors/temblor-error';

/** Written as soon as so much has gathered, and at the latest at the next flush. */
const batchCharacters = 256 * 1024;

/** More than this is not kept for a disk that does not follow; the history is then incomplete, and says so. */
const waitingCharactersLimit = 64 * 1024 * 1024;

/** Appends operations to a file, one JSON line each, in batches off the path of the load. */
export class HistoryWriter implements AsyncDisposable {
  readonly #file: FileHandle;
  #lines: string[] = [];
  #characters = 0;
  #writing: Promise<void> | undefined;
  #failure: string | undefined;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Opens a file for appending, made where it is not there. Rejects with the system's error. */
  static async open(path: string): Promise<HistoryWriter> {
    return new HistoryWriter(await open(path, 'a'));
  }

  /** Why the history is incomplete; absent when it is not. */
  get failure(): string | undefined {
    return this.#failure;
  }

  append(operation: Operation): void {
    const line = `${JSON.stringify(operation)}\n`;
    if (this.#characters + line.length > waitingCharactersLimit) {
      this.#failure ??= 'the disk did not follow: operations are missing in the history';
      return;
    }
    this.#lines.push(line);
    this.#characters += line.length;
    if (this.#characters >= batchCharacters) void this.flush();
  }

  /** Resolves when everything appended so far is in the file, or `failure` says why not. */
  async flush(): Promise<void> {
    while (this.#lines.length > 0 || this.#writing !== undefined) {
      this.#writing ??= this.#writeBatch().finally(() => {
        this.#writing = undefined;
      });
      await this.#writing;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
    await this.#file.close();
  }

  async #writeBatch(): Promise<void> {
    const batch = this.#lines.join('');
    this.#lines = [];
    this.#characters = 0;
    try {
      await this.#file.appendFile(batch);
    } catch (error) {
      this.#failure ??= `the history could not be written: ${messageOf(error)}`;
    }
  }
}
