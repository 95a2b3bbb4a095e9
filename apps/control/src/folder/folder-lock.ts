import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';

/** Held by the one lab of a folder; gone with its holder, however that ends. */
interface FolderLock extends Disposable {
  readonly file: string;
}

/**
 * Takes the lock of a lab folder: SQLite's exclusive lock on an empty database file. The operating system holds it, so
 * it cannot be taken twice, not even by two that start at once, and `kill -9` of its holder frees it: there is no
 * stale lock to judge.
 *
 * @returns undefined when another lab holds it.
 * @throws TemblorError `folder-unusable` where the folder cannot be written.
 */
export function takeFolderLock(labFolder: string): FolderLock | undefined {
  const file = join(labFolder, 'lab.lock');
  let database: DatabaseSync;
  try {
    mkdirSync(labFolder, { recursive: true });
    chmodSync(labFolder, 0o700);
    database = new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    throw unusable(labFolder, error);
  }
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw unusable(labFolder, error);
  }
  return { file, [Symbol.dispose]: () => database.close() };
}

function isBusy(error: unknown): boolean {
  const sqliteBusy = 5;
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}

function unusable(folder: string, cause: unknown): TemblorError {
  return new TemblorError('folder-unusable', `the folder ${folder} cannot be used: ${String(cause)}`, {
    hint: 'run temblor in a folder that you may write to, on a local file system',
    exitCode: 78,
    cause,
  });
}
