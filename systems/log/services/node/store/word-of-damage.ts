/**
 * A file beside the segments, by which a node that met damage tells its next life, which would not read all of a long store
 * otherwise.
 */
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { syncFolder, writeFileDurably } from '@temblor/host/write-ahead-log/durable-file';

const fileName = 'damage-was-met';

/** Leaves it, with what was met, for people. @throws where the disk does not take it. */
export async function leaveWord(directory: string, text: string): Promise<void> {
  await writeFileDurably(join(directory, fileName), Buffer.from(`${text}\n`));
  await syncFolder(directory);
}

/** Whether it was left. */
export async function isWordLeft(directory: string): Promise<boolean> {
  try {
    await access(join(directory, fileName));
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** The store was read whole, and what was damaged is out of it. */
export async function removeWord(directory: string): Promise<void> {
  await rm(join(directory, fileName), { force: true });
}

/** What is told of a store whose file is not as it was written. */
export function storeDamaged(path: string): TemblorError {
  return new TemblorError('store-damaged', `${path} does not hold any more what was written to it`, {
    hint: 'start this node alone again, as a lab does by itself: it finds out what is good, and fetches the rest from the others',
    exitCode: 74,
  });
}
