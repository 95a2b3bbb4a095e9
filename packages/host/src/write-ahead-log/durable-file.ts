/** Steps on files that are over when they are durable; names are durable when their folder is synced (fsync(2)). */
import { readFileSync, writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from '@temblor/foundation/errors/temblor-error';

/**
 * Writes all bytes at a place of a file, into the system's memory and not to the disk.
 *
 * Synchronously: that takes microseconds, and spares a change of threads on the way to the sync.
 */
export function writeAt(file: FileHandle, bytes: Uint8Array, position: number): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(file.fd, bytes, written, bytes.length - written, position + written);
  }
}

/** Makes or empties a file, with these bytes; its name is durable once its folder is synced. */
export async function writeFileDurably(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, 'w');
  writeAt(file, bytes, 0);
  await file.sync();
}

/** Makes durable which names stand in a folder. */
export async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r');
  await folder.sync();
}

/** Makes a folder, and those above it, where they are not there. */
export async function makeFolderDurably(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** What a file holds; undefined where it is not there. On this thread: whoever starts waits for nothing else. */
export function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
